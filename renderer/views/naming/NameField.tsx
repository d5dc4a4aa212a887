import { useEffect, useId, useMemo, useRef, useState } from "react";
import { atlas, atlasNeuron } from "#core/identify/atlas";
import { useWorkstation } from "#renderer/state/store.ts";
import { optionsFor, type NameOption } from "#renderer/views/naming/name-options.ts";

const none: readonly { readonly name: string; readonly probability: number }[] = [];

/** The name of a neuron being typed: candidates from its place first, then what the letters may become. */
export function NameField({ track, name, colour }: { readonly track: number; readonly name: string; readonly colour: string }) {
  const startNaming = useWorkstation((state) => state.startNaming);
  const applyEdit = useWorkstation((state) => state.applyEdit);
  const names = useWorkstation((state) => state.study?.names);
  const candidates = useWorkstation((state) => state.suggestions?.tracks.find((one) => one.track === track)?.names ?? none);
  const suggestions = useWorkstation((state) => state.suggestions);
  const suggest = useWorkstation((state) => state.suggest);
  const [text, setText] = useState(name);
  const [typed, setTyped] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const options = useMemo(() => optionsFor(typed ? text : "", candidates, names ?? {}, track), [typed, text, candidates, names, track]);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const finish = (chosen: string) => {
    startNaming(null);
    const given = atlasNeuron(chosen)?.name ?? chosen.trim();
    if (given === name) return;
    void applyEdit({ kind: "name", track, name: given }).then(() => {
      // Each name that is known makes the others surer.
      if (suggestions && atlasNeuron(given)) void suggest(suggestions.orientation);
    });
  };
  return (
    <li className="neuron naming">
      <i className="swatch" style={{ background: colour }} />
      <span className="name-combo">
        <input
          autoFocus
          className="text-input"
          role="combobox"
          aria-label={`Name of neuron ${track}`}
          aria-expanded={options.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          value={text}
          placeholder="AVAL"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setTyped(true);
            setActive(-1);
          }}
          onFocus={(event) => event.target.select()}
          onBlur={() => finish(text)}
          onKeyDown={(event) => {
            if (event.key === "Enter") finish(options[active]?.name ?? text);
            if (event.key === "Escape") startNaming(null);
            if (event.key === "ArrowDown") setActive(Math.min(active + 1, options.length - 1));
            if (event.key === "ArrowUp") setActive(Math.max(active - 1, -1));
            if (event.key === "ArrowDown" || event.key === "ArrowUp") event.preventDefault();
            event.stopPropagation();
          }}
        />
        {options.length > 0 && (
          <div className="name-options" role="listbox" id={id} ref={list} aria-label={`Names for neuron ${track}`}>
            {options.map((option, i) => (
              <NameChoice key={option.name} id={`${id}-${i}`} option={option} active={i === active} onChoose={() => finish(option.name)} />
            ))}
          </div>
        )}
      </span>
    </li>
  );
}

function NameChoice({
  id,
  option,
  active,
  onChoose,
}: {
  readonly id: string;
  readonly option: NameOption;
  readonly active: boolean;
  readonly onChoose: () => void;
}) {
  const { name, probability, takenBy } = option;
  const known = atlas.find((neuron) => neuron.name === name);
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={active ? "name-option active" : "name-option"}
      onPointerDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <b>{name}</b>
      <span className="name-about">
        {takenBy === null ? [known?.type, known?.transmitter].filter(Boolean).join(", ") : `#${takenBy} has it`}
      </span>
      {probability !== null && (
        <span className="name-odds" data-tip="Probability from the neuron's place among the others">
          <i style={{ transform: `scaleX(${Math.max(0.02, probability)})` }} />
          {probability < 0.005 ? "< 0.01" : probability.toFixed(2)}
        </span>
      )}
    </div>
  );
}
