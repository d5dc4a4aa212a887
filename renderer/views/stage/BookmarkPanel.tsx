import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Popover } from "#renderer/ui/Popover.tsx";
import { modeWords } from "#renderer/views/stage/mode-words.ts";

/** Views of the stage that were kept with the study, and the way back to them. */
export function BookmarkPanel() {
  const views = useWorkstation((state) => state.study?.views);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const showView = useWorkstation((state) => state.showView);
  const keepView = useWorkstation((state) => state.keepView);
  const removeView = useWorkstation((state) => state.removeView);
  const [name, setName] = useState("");
  return (
    <Popover
      icon={Bookmark}
      label="Views"
      tip="Views kept with the study: frame, depth, zoom, colours and what is chosen ({view.keep} keeps this one)"
    >
      <form
        className="bookmark-form"
        onSubmit={(event) => {
          event.preventDefault();
          void keepView(name).then(() => setName(""));
        }}
      >
        <input
          className="text-input"
          aria-label="Name of the view"
          placeholder="Name of this view"
          maxLength={120}
          disabled={locked}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button
          disabled={locked}
          tip="Keep the view on the stage under this name"
          onClick={() => void keepView(name).then(() => setName(""))}
        >
          Keep
        </Button>
      </form>
      {!views || views.length === 0 ? (
        <p className="quiet">
          No views are kept yet. A kept view brings back the frame, depth, zoom, grey levels, colours and the chosen neuron.
        </p>
      ) : (
        <ol className="bookmarks" aria-label="Kept views">
          {views.map(({ id, name: called, view }, i) => (
            <li key={id}>
              <button
                type="button"
                className="bookmark"
                data-tip={i < 9 ? `Show it (Alt ${i + 1})` : "Show it"}
                onClick={() => showView(view)}
              >
                <span>{called}</span>
                <span className="quiet">
                  {modeWords[view.mode].label}, frame {view.frame}
                </span>
              </button>
              <button
                type="button"
                className="mini"
                aria-label={`Remove the view ${called}`}
                data-tip="Remove it from the study"
                disabled={locked}
                onClick={() => void removeView(id)}
              >
                <Trash2 size={13} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ol>
      )}
    </Popover>
  );
}
