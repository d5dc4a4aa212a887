import { useState } from "react";
import type { Manifest } from "#contract/model";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { formatDepth, formatNumber } from "#renderer/ui/format.ts";
import { Markdown } from "#renderer/ui/Markdown.tsx";

/** What the chosen model was trained on, and its card. */
export function ModelNote({ id }: { readonly id: string }) {
  const { client } = useOutside();
  const model = useWorkstation((state) => state.models.find((other) => other.id === id) ?? null);
  const attempt = useWorkstation((state) => state.attempt);
  const [card, setCard] = useState<string | null>(null);
  if (!model) return null;
  const { optics, depth } = model;
  const show = async () => {
    const answer = await attempt(() => client.models.card({ id }));
    if (answer) setCard(answer.markdown);
  };
  return (
    <p className="model-note">
      Trained for {objectiveOf(optics)}, {formatNumber(optics.pixelSize)} µm pixels, {formatDepth(depth.min)} to {formatDepth(depth.max)}{" "}
      µm.{" "}
      <button type="button" className="link-button" onClick={() => void show()}>
        Model card
      </button>
      {card !== null && (
        <Dialog title={model.title} wide onClose={() => setCard(null)}>
          <Markdown text={card.replace(/^#\s.*\n/, "")} />
        </Dialog>
      )}
    </p>
  );
}

/** The objective with its aperture, which most names of objectives say themselves. */
function objectiveOf({ objective, na }: Manifest["optics"]): string {
  const aperture = formatNumber(na);
  return objective.includes(aperture) ? objective : `${objective}, NA ${aperture}`;
}
