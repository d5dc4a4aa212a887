import { useEffect, useState } from "react";
import { atlasNeuron } from "#core/identify/atlas";
import { useWorkstation } from "#renderer/state/store.ts";

const surenesses = [
  { value: 1, label: "certain" },
  { value: 0.75, label: "likely" },
  { value: 0.5, label: "doubtful" },
] as const;

/** The chosen neuron: what is known of its name, how sure the name is, its partner, and a note. */
export function NeuronCard() {
  const track = useWorkstation((state) => state.selected);
  const name = useWorkstation((state) => (track === null ? undefined : state.study?.names[String(track)]));
  const note = useWorkstation((state) => (track === null ? "" : (state.study?.notes?.[String(track)] ?? "")));
  const sure = useWorkstation((state) => (track === null ? undefined : state.study?.sureness?.[String(track)]));
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const applyEdit = useWorkstation((state) => state.applyEdit);
  const partner = useWorkstation((state) => partnerTrack(state.study?.names, name));
  const select = useWorkstation((state) => state.select);
  if (track === null) return null;
  const known = name ? atlasNeuron(name) : null;
  return (
    <section className="neuron-card" aria-label={`About ${name ?? `#${track}`}`}>
      <header>
        <b>{name ?? `#${track}`}</b>
        {known && (
          <span>
            class {known.class} · {known.type}
            {known.transmitter ? ` · ${known.transmitter}` : ""}
          </span>
        )}
        {name && !known && <span>a name of your own</span>}
      </header>
      {known?.partner && (
        <p>
          Partner {known.partner}:{" "}
          {partner === null ? (
            "not named yet"
          ) : (
            <button type="button" className="link" onClick={() => select(partner)}>
              #{partner}
            </button>
          )}
        </p>
      )}
      {name && (
        <label className="card-row">
          <span>This name is</span>
          <select
            className="select bare"
            data-tip="How sure you are; it is exported with the name"
            disabled={locked}
            value={sure ?? ""}
            onChange={(event) =>
              void applyEdit({ kind: "name", track, name, ...(event.target.value === "" ? {} : { sureness: Number(event.target.value) }) })
            }
          >
            <option value="">not judged</option>
            {surenesses.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <NoteField key={track} note={note} locked={locked} onChange={(text) => void applyEdit({ kind: "note", track, note: text })} />
    </section>
  );
}

function NoteField({
  note,
  locked,
  onChange,
}: {
  readonly note: string;
  readonly locked: boolean;
  readonly onChange: (text: string) => void;
}) {
  const [text, setText] = useState(note);
  useEffect(() => setText(note), [note]);
  return (
    <textarea
      className="text-input note"
      aria-label="Note"
      placeholder="Note"
      rows={1}
      maxLength={2000}
      disabled={locked}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => text.trim() !== note && onChange(text.trim())}
      onKeyDown={(event) => event.stopPropagation()}
    />
  );
}

function partnerTrack(names: Readonly<Record<string, string>> | undefined, name: string | undefined): number | null {
  const partner = name ? atlasNeuron(name)?.partner : null;
  const found = partner ? Object.entries(names ?? {}).find(([, other]) => other === partner) : undefined;
  return found ? Number(found[0]) : null;
}
