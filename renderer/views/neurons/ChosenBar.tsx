import { EyeOff } from "lucide-react";
import { useEffect, useId, useState } from "react";
import type { Edit } from "#contract/edit";
import { useWorkstation } from "#renderer/state/store.ts";
import { IconButton } from "#renderer/ui/Button.tsx";

/** Colours that colour-blind eyes tell apart (Okabe and Ito 2008). */
const colours = [
  ["#e69f00", "orange"],
  ["#56b4e9", "sky blue"],
  ["#009e73", "green"],
  ["#f0e442", "yellow"],
  ["#0072b2", "blue"],
  ["#d55e00", "vermilion"],
  ["#cc79a7", "pink"],
] as const;

/** What can be done with the chosen neurons together: a group, a colour, leaving them out. */
export function ChosenBar() {
  const chosen = useWorkstation((state) => state.chosen);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const names = useWorkstation((state) => state.study?.names);
  const applyEdit = useWorkstation((state) => state.applyEdit);
  const exclude = useWorkstation((state) => state.exclude);
  const [first] = chosen;
  if (first === undefined || locked) return null;
  const each = (edit: (track: number) => Edit) => void applyEdit({ kind: "batch", edits: chosen.map(edit) });
  return (
    <section className="chosen-bar" aria-label="Chosen neurons">
      <header>
        <b>{chosen.length === 1 ? (names?.[String(first)] ?? `#${first}`) : `${chosen.length} neurons`}</b>
        {chosen.length > 1 && (
          <IconButton
            icon={EyeOff}
            label="Leave the chosen neurons out"
            tip="Leave them out (Delete); undo brings them back"
            onClick={() => void exclude()}
          />
        )}
      </header>
      <GroupField key={chosen.join()} onGroup={(group) => each((track) => ({ kind: "group", track, group }))} />
      <div className="swatches" role="group" aria-label="Colour">
        <button
          type="button"
          className="swatch-button own"
          aria-label="Their own colour"
          data-tip="The colour the program gives"
          onClick={() => each((track) => ({ kind: "colour", track, colour: "" }))}
        />
        {colours.map(([colour, name]) => (
          <button
            key={colour}
            type="button"
            className="swatch-button"
            style={{ background: colour }}
            aria-label={`Colour: ${name}`}
            data-tip={`Draw in ${name}`}
            onClick={() => each((track) => ({ kind: "colour", track, colour }))}
          />
        ))}
      </div>
    </section>
  );
}

const noGroups: Readonly<Record<string, string>> = {};

function GroupField({ onGroup }: { readonly onGroup: (group: string) => void }) {
  const groups = useWorkstation((state) => state.study?.groups ?? noGroups);
  const chosen = useWorkstation((state) => state.chosen);
  const shared = new Set(chosen.map((track) => groups[String(track)] ?? ""));
  const now = shared.size === 1 ? [...shared][0]! : "";
  const [text, setText] = useState(now);
  const id = useId();
  useEffect(() => setText(now), [now]);
  const finish = () => {
    if (text.trim() !== now) onGroup(text.trim());
  };
  return (
    <label className="group-field">
      <span>Group</span>
      <input
        className="text-input"
        list={id}
        value={text}
        placeholder={shared.size > 1 ? "several" : "none"}
        data-tip="A name of your own for neurons that belong together; empty takes them out"
        onChange={(event) => setText(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setText(now);
          event.stopPropagation();
        }}
      />
      <datalist id={id}>
        {[...new Set(Object.values(groups))].sort().map((group) => (
          <option key={group} value={group}>
            {group}
          </option>
        ))}
      </datalist>
    </label>
  );
}
