import { useEffect, useState } from "react";
import accuracy from "../../docs/accuracy.md?raw";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Markdown } from "#renderer/ui/Markdown.tsx";

/** What each step was measured to be worth, and where it fails. */
export function AccuracySheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="How accurate each step is" extent="page" onClose={onClose}>
      <Markdown text={accuracy.replace(/^#\s.*\n/, "")} />
    </Dialog>
  );
}

/** The card of each network at hand: what it was trained on, how it scores, where it fails. */
export function ModelSheet({ onClose }: { readonly onClose: () => void }) {
  const { client } = useOutside();
  const models = useWorkstation((state) => state.models);
  const attempt = useWorkstation((state) => state.attempt);
  const [chosen, setChosen] = useState<string | null>(models[0]?.id ?? null);
  const [card, setCard] = useState<string | null>(null);
  useEffect(() => {
    setCard(null);
    if (chosen === null) return;
    let current = true;
    void attempt(() => client.models.card({ id: chosen })).then((answer) => current && answer && setCard(answer.markdown));
    return () => {
      current = false;
    };
  }, [chosen, client, attempt]);
  return (
    <Dialog title="Model cards" extent="page" onClose={onClose}>
      {models.length === 0 && <p className="empty">No model is at hand. `nematrace model add` brings one in.</p>}
      {models.length > 1 && (
        <div className="sheet-tabs" role="group" aria-label="Models">
          {models.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={id === chosen} onClick={() => setChosen(id)}>
              {title}
            </button>
          ))}
        </div>
      )}
      {card !== null && <Markdown text={card} />}
    </Dialog>
  );
}
