import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { type PaletteEntry, paletteEntries } from "#renderer/app/palette-entries.ts";
import { useWorkstationStore } from "#renderer/state/store.ts";

/** Every command by name, with neurons, studies and frames: type, choose, Enter. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const store = useWorkstationStore();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const ref = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  // The window as it stood when the palette was opened is what its commands are about.
  const entries = useMemo(() => paletteEntries(store.getState(), typed), [store, typed]);
  const current = Math.min(at, entries.length - 1);
  useEffect(() => {
    if (ref.current && !ref.current.open) ref.current.showModal();
  }, []);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current, entries]);
  const give = (entry: PaletteEntry | undefined) => {
    if (!entry || entry.lack !== null) return;
    ref.current?.close();
    void entry.give(store);
  };
  const keys = (event: KeyboardEvent) => {
    const page = 8;
    const next = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: Math.min(current + page, entries.length - 1) }[event.key];
    const to = event.key === "PageUp" ? Math.max(0, current - page) : next;
    if (to !== undefined && entries.length > 0) {
      event.preventDefault();
      setAt((to + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      give(entries[current]);
    }
  };
  return (
    <dialog
      ref={ref}
      className="palette"
      aria-label="Commands"
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current?.close()}
    >
      <div className="palette-box">
        <Search size={16} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Search commands, neurons, studies, frames"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          {...(entries[current] ? { "aria-activedescendant": `${id}-${current}` } : {})}
          placeholder="A command, a neuron, a study, a frame number"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
        <kbd aria-hidden="true">Esc</kbd>
      </div>
      <div className="palette-list" role="listbox" id={`${id}-list`} aria-label="Commands" ref={list}>
        {entries.map((entry, i) => (
          <div
            key={entry.id}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === current}
            aria-disabled={entry.lack !== null}
            onPointerMove={() => i !== current && setAt(i)}
            onClick={() => give(entry)}
          >
            <span className="palette-title">
              <Marked text={entry.title} at={entry.at} />
            </span>
            <span className="palette-kind">{entry.lack ?? entry.kind}</span>
            <span className="palette-keys">
              {entry.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
          </div>
        ))}
      </div>
      <p className="palette-none" role="status">
        {entries.length === 0 ? `Nothing is called "${typed}". Try another word, or the number of a neuron.` : ""}
      </p>
    </dialog>
  );
}

function Marked({ text, at }: { readonly text: string; readonly at: readonly number[] }) {
  if (at.length === 0) return text;
  return [...text].map((letter, i) => (at.includes(i) ? <b key={i}>{letter}</b> : letter));
}
