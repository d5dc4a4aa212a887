import { FolderOpen } from "lucide-react";
import { useState } from "react";
import type { ModelForm as Form } from "#contract/model-form";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { NumberField, TextField } from "#renderer/ui/Field.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";

interface ModelFormProps {
  /** The model was added, and is in the list. */
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

/** Numbers as they are typed; null where a field is empty. */
type Numbers = Readonly<Record<"na" | "pixelSize" | "shortest" | "longest" | "lowest" | "highest" | "multiple", number | null>>;

/** A lab's own network: the file, and what the file itself cannot tell. It is tried before it is taken. */
export function ModelForm({ onAdded, onClose }: ModelFormProps) {
  const { client } = useOutside();
  const inBrowser = useWorkstation((state) => state.about?.host === "browser");
  const attempt = useWorkstation((state) => state.attempt);
  const acceptModels = useWorkstation((state) => state.acceptModels);
  const [path, setPath] = useState<string | null>(null);
  const [words, setWords] = useState({ id: "", title: "", objective: "", data: "", licence: "" });
  const [numbers, setNumbers] = useState<Numbers>({
    ...{ na: null, pixelSize: null, shortest: 0.5, longest: 0.62, lowest: -10, highest: 10, multiple: null },
  });
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const pick = async () => {
    const picked = await attempt(() => client.files.pick({ purpose: "model" }));
    if (picked?.path) choose(picked.path);
  };
  const choose = (file: string) => {
    setPath(file);
    const bare = (file.split(/[\\/]/).at(-1) ?? "").replace(/\.onnx$/i, "");
    setWords((before) => (before.id === "" ? { ...before, id: bare.replaceAll(/[^A-Za-z0-9._-]+/g, "-"), title: bare } : before));
  };
  const form = formOf(words, numbers);
  const add = async () => {
    if (path === null || form === null) return;
    setBusy(true);
    setTrouble("");
    try {
      acceptModels(await client.models.add({ path, form }));
      onAdded(form.id);
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
  };
  const word = (name: keyof typeof words, label: string, help: string) => (
    <TextField label={label} help={help} value={words[name]} onChange={(value) => setWords({ ...words, [name]: value })} />
  );
  const number = (name: keyof Numbers, label: string, unit: string, help: string, min: number, max: number) => (
    <NumberField
      label={label}
      help={`${help} ${min} to ${max}${unit === "" ? "" : ` ${unit}`}.`}
      unit={unit}
      min={min}
      max={max}
      value={numbers[name]}
      onChange={(value) => setNumbers({ ...numbers, [name]: value })}
    />
  );
  return (
    <Dialog title="Add a model" onClose={onClose}>
      {path === null ? (
        <div className="import-sheet">
          <p>
            An ONNX file that takes an image and a depth and gives a plane (the signature of Deep-Z), or takes an image and gives depth
            coefficients (that of this program). It is copied, and tried on a test tile first.
          </p>
          {inBrowser ? (
            <FileBrowser onChoose={choose} />
          ) : (
            <Button icon={FolderOpen} tone="primary" onClick={() => void pick()}>
              Choose an ONNX file
            </Button>
          )}
        </div>
      ) : (
        <form
          className="import-sheet"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <p className="path" data-tip={path}>
            <bdi>{path.split(/[\\/]/).at(-1)}</bdi>
          </p>
          {word("id", "Short name", "Names the model on the command line and in records: letters, digits, dots, dashes; 64 at most.")}
          {word("title", "Title", "What the list of models shows.")}
          {word("objective", "Objective", "It was trained for, for example 20×/0.75.")}
          {number("na", "Numerical aperture", "", "It was trained for; recordings of another one are warned about.", 0.05, 1.7)}
          {number("pixelSize", "Pixel size", "µm", "Of the images it was trained on; frames are resampled to it.", 0.01, 10)}
          {number("lowest", "Depth from", "µm", "The range it was trained on; planes outside are refused.", -1000, 1000)}
          {number("highest", "Depth to", "µm", "The range it was trained on; planes outside are refused.", -1000, 1000)}
          {number("shortest", "Emission from", "µm", "Wavelengths it was trained for.", 0.2, 2)}
          {number("longest", "Emission to", "µm", "Wavelengths it was trained for.", 0.2, 2)}
          {number("multiple", "Multiple", "px", "Height and width have to be multiples of it; empty takes 32 for Deep-Z, else 16.", 1, 512)}
          {word("data", "Trained on", "One sentence, for the model's card.")}
          {word("licence", "Licence", "Of the weights, for the model's card.")}
          {trouble !== "" && (
            <p className="note note-bad" role="alert">
              {trouble}
            </p>
          )}
          {busy && <p className="quiet">Loading it and trying a tile…</p>}
          <div className="button-row">
            <Button
              type="submit"
              tone="primary"
              disabled={busy || form === null}
              tip="Loads it, tries a tile, and adds it where all went well"
            >
              Add the model
            </Button>
            <Button onClick={() => setPath(null)}>Another file</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** The form as the program takes it; null while something it needs is missing. */
function formOf(words: Readonly<Record<"id" | "title" | "objective" | "data" | "licence", string>>, numbers: Numbers): Form | null {
  const { na, pixelSize, shortest, longest, lowest, highest, multiple } = numbers;
  if (words.id.trim() === "" || na === null || pixelSize === null) return null;
  if (shortest === null || longest === null || lowest === null || highest === null) return null;
  return {
    id: words.id.trim(),
    title: words.title.trim() || words.id.trim(),
    objective: words.objective.trim() || "not said",
    ...{ na, pixelSize, multiple },
    emission: [shortest, longest],
    depth: [lowest, highest],
    data: words.data.trim() || "not said",
    licence: words.licence.trim() || "not said",
  };
}
