import { useEffect, useId, useState } from "react";
import type { Edit } from "#contract/edit";
import { useWorkstation } from "#renderer/state/store.ts";

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

/** Group and colour of neurons, given to all of them at once. */
export function GroupFields({ tracks }: { readonly tracks: readonly number[] }) {
  const applyEdit = useWorkstation((state) => state.applyEdit);
  const each = (edit: (track: number) => Edit) => void applyEdit({ kind: "batch", edits: tracks.map(edit) });
  return (
    <>
      <GroupField key={tracks.join()} tracks={tracks} onGroup={(group) => each((track) => ({ kind: "group", track, group }))} />
      <div className="swatches" role="group" aria-label="Colour">
        <button
          type="button"
          className="swatch-button own"
          aria-label={tracks.length === 1 ? "Its own colour" : "Their own colour"}
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
    </>
  );
}

const noGroups: Readonly<Record<string, string>> = {};

function GroupField({ tracks, onGroup }: { readonly tracks: readonly number[]; readonly onGroup: (group: string) => void }) {
  const groups = useWorkstation((state) => state.study?.groups ?? noGroups);
  const shared = new Set(tracks.map((track) => groups[String(track)] ?? ""));
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
