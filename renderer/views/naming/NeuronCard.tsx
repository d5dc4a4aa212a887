import { EyeOff } from "lucide-react";
import { useEffect, useState } from "react";
import { atlasNeuron } from "#core/identify/atlas";
import { useWorkstation } from "#renderer/state/store.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { GroupFields } from "#renderer/views/neurons/GroupFields.tsx";

const surenesses = [
  { value: 1, label: "certain" },
  { value: 0.75, label: "likely" },
  { value: 0.5, label: "doubtful" },
] as const;

/** What is chosen in the list or the image: one neuron with its name and note, or several together. */
export function NeuronCard() {
  const selected = useWorkstation((state) => state.selected);
  const chosen = useWorkstation((state) => state.chosen);
  if (chosen.length > 1) return <SeveralNeurons tracks={chosen} />;
  return selected === null ? null : <OneNeuron track={selected} />;
}

function SeveralNeurons({ tracks }: { readonly tracks: readonly number[] }) {
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const exclude = useWorkstation((state) => state.exclude);
  return (
    <section className="neuron-card" aria-label="Chosen neurons">
      <header>
        <b>{tracks.length} neurons</b>
        {!locked && (
          <IconButton
            icon={EyeOff}
            label="Leave the chosen neurons out"
            tip="Leave them out (Delete); undo brings them back"
            onClick={() => void exclude()}
          />
        )}
      </header>
      {!locked && <GroupFields tracks={tracks} />}
    </section>
  );
}

/** What is known of a neuron's name, how sure the name is, its partner, its group, and a note. */
function OneNeuron({ track }: { readonly track: number }) {
  const name = useWorkstation((state) => state.study?.names[String(track)]);
  const note = useWorkstation((state) => state.study?.notes?.[String(track)] ?? "");
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const applyEdit = useWorkstation((state) => state.applyEdit);
  const partner = useWorkstation((state) => partnerTrack(state.study?.names, name));
  const select = useWorkstation((state) => state.select);
  const known = name ? atlasNeuron(name) : null;
  return (
    <section className="neuron-card" aria-label={`About ${name ?? `#${track}`}`}>
      <header>
        <b>{name ?? `#${track}`}</b>
        <span>
          {known
            ? `class ${known.class} · ${known.type}${known.transmitter ? ` · ${known.transmitter}` : ""}`
            : name
              ? "a name of your own"
              : "no name yet"}
        </span>
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
      {name && <SureField key={track} track={track} name={name} />}
      {!locked && <GroupFields tracks={[track]} />}
      <NoteField
        key={`note ${track}`}
        note={note}
        locked={locked}
        onChange={(text) => void applyEdit({ kind: "note", track, note: text })}
      />
    </section>
  );
}

function SureField({ track, name }: { readonly track: number; readonly name: string }) {
  const sure = useWorkstation((state) => state.study?.sureness?.[String(track)]);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const applyEdit = useWorkstation((state) => state.applyEdit);
  return (
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
      className="text-input neuron-note"
      aria-label="Note"
      data-tip="A note of your own on this neuron; it is exported with it"
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
