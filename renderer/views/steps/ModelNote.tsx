import { useState } from "react";
import { addedStorage, type Manifest } from "#contract/model";
import { defaultsOf, refocusSheet } from "#contract/parameters";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { formatDepth, formatNumber } from "#renderer/ui/format.ts";
import { Markdown } from "#renderer/ui/Markdown.tsx";
import { needOf } from "#renderer/views/steps/model-words.ts";
import { ModelForm } from "#renderer/views/steps/ModelForm.tsx";

interface ModelNoteProps {
  readonly id: string;
  readonly disabled: boolean;
  /** Another model is to be used. */
  readonly onChoose: (id: string) => void;
}

/** What the chosen model was trained on, its card, and the way to a lab's own model. */
export function ModelNote({ id, disabled, onChoose }: ModelNoteProps) {
  const { client } = useOutside();
  const model = useWorkstation((state) => state.models.find((other) => other.id === id) ?? null);
  const attempt = useWorkstation((state) => state.attempt);
  const acceptModels = useWorkstation((state) => state.acceptModels);
  const notify = useWorkstation((state) => state.notify);
  const [card, setCard] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const show = async () => {
    const answer = await attempt(() => client.models.card({ id }));
    if (answer) setCard(answer.markdown);
  };
  const remove = async () => {
    const models = await attempt(() => client.models.remove({ id }));
    if (!models) return;
    acceptModels(models);
    notify(`The model ${id} was removed; studies made with it keep what they hold.`, "done");
    onChoose(defaultsOf(refocusSheet).model);
  };
  return (
    <div className="model-note">
      {model && `${sentenceOf(model)} `}
      {model && (
        <button
          type="button"
          className="link-button"
          data-tip="What it was trained on, how it scores, where it fails"
          onClick={() => void show()}
        >
          Model card
        </button>
      )}{" "}
      <button
        type="button"
        className="link-button"
        data-tip="Your own network as an ONNX file; it is tried before it is taken"
        disabled={disabled}
        onClick={() => setAdding(true)}
      >
        Add a model…
      </button>{" "}
      {model?.file.storage === addedStorage && (
        <button
          type="button"
          className="link-button"
          data-tip="Deletes the copy that was added; the file it came from stays"
          disabled={disabled}
          onClick={() => void remove()}
        >
          Remove it
        </button>
      )}
      {card !== null && (
        <Dialog title={model?.title ?? id} wide onClose={() => setCard(null)}>
          <Markdown text={card.replace(/^#\s.*\n/, "")} />
        </Dialog>
      )}
      {adding && (
        <ModelForm
          onClose={() => setAdding(false)}
          onAdded={(added) => {
            setAdding(false);
            onChoose(added);
            notify(`The model ${added} was tried and added.`, "done");
          }}
        />
      )}
    </div>
  );
}

function sentenceOf(model: Manifest): string {
  const { optics, depth } = model;
  const trained = `Trained for ${objectiveOf(optics)}, ${formatNumber(optics.pixelSize)} µm pixels, ${formatDepth(depth.min)} to ${formatDepth(depth.max)} µm.`;
  return `${trained} ${needOf(model)}`.trim();
}

/** The objective with its aperture, which most names of objectives say themselves. */
function objectiveOf({ objective, na }: Manifest["optics"]): string {
  const aperture = formatNumber(na);
  return objective.includes(aperture) ? objective : `${objective}, NA ${aperture}`;
}
