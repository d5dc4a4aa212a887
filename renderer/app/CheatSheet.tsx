import { Keyboard, Pencil, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { type CommandId, commandGroups, commandIds, commandOf, holderOf, keysOf } from "#contract/commands";
import { chordOf } from "#renderer/app/chord.ts";
import { keycaps } from "#renderer/state/preferences.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";

/** Every key and what it does; here keys are changed too. */
export function CheatSheet({ onClose }: { readonly onClose: () => void }) {
  const [changing, setChanging] = useState(false);
  const [asking, setAsking] = useState<CommandId | null>(null);
  const choices = useWorkstation((state) => state.keys);
  const prefer = useWorkstation((state) => state.prefer);
  const changed = Object.keys(choices).length;
  return (
    <Dialog title="Keyboard" wide onClose={onClose}>
      <div className="cheat-head">
        <p className="quiet" role="status">
          {changing
            ? "Choose a command, then press its new keys. Your keys are kept for all studies."
            : changed === 0
              ? "Press ? at any time to see this sheet."
              : `${changed} ${changed === 1 ? "command has keys" : "commands have keys"} of your own.`}
        </p>
        {changed > 0 && (
          <Button
            tone="quiet"
            icon={RotateCcw}
            tip="Gives every command the keys that it came with"
            onClick={() => void prefer({ keys: {} })}
          >
            Reset all
          </Button>
        )}
        <Button
          icon={changing ? Keyboard : Pencil}
          tip="Give commands other keys"
          aria-pressed={changing}
          onClick={() => {
            setChanging(!changing);
            setAsking(null);
          }}
        >
          {changing ? "Done" : "Change keys"}
        </Button>
      </div>
      <div className={changing ? "cheat-sheet changing" : "cheat-sheet"}>
        {commandGroups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commandIds
                .filter((id) => commandOf(id).group === group && (changing || keysOf(id, choices).length > 0))
                .map((id) => (
                  <KeyRow key={id} id={id} changing={changing} asking={asking === id} onAsk={setAsking} />
                ))}
            </dl>
          </section>
        ))}
        {!changing && <MouseRows />}
      </div>
    </Dialog>
  );
}

function KeyRow({
  id,
  changing,
  asking,
  onAsk,
}: {
  readonly id: CommandId;
  readonly changing: boolean;
  readonly asking: boolean;
  readonly onAsk: (id: CommandId | null) => void;
}) {
  const choices = useWorkstation((state) => state.keys);
  const assignKeys = useWorkstation((state) => state.assignKeys);
  const { title, withShift } = commandOf(id);
  const own = choices[id] !== undefined;
  return (
    <div className={own ? "own" : ""}>
      <dt>
        {changing ? (
          <button type="button" className="key-button" aria-pressed={asking} onClick={() => onAsk(asking ? null : id)}>
            <span className="unseen">{`Change the keys of ${title}:`}</span> <Chords id={id} />
          </button>
        ) : (
          <Chords id={id} />
        )}
      </dt>
      <dd>
        {title}
        {withShift !== undefined && <span className="quiet">{`; with Shift ${withShift}`}</span>}
        {changing && own && (
          <button
            type="button"
            className="mini"
            aria-label={`Give back the keys of ${title}`}
            data-tip="The keys that it came with"
            onClick={() => void assignKeys(id, null)}
          >
            <RotateCcw size={12} aria-hidden="true" />
          </button>
        )}
        {asking && <KeyCapture id={id} onDone={() => onAsk(null)} />}
      </dd>
    </div>
  );
}

/** Takes the next chord for a command; says who has it where somebody does. */
function KeyCapture({ id, onDone }: { readonly id: CommandId; readonly onDone: () => void }) {
  const choices = useWorkstation((state) => state.keys);
  const assignKeys = useWorkstation((state) => state.assignKeys);
  const [chord, setChord] = useState<string | null>(null);
  const holder = chord === null ? null : holderOf(chord, id, choices);
  useEffect(() => {
    const take = (event: KeyboardEvent) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      // Tab and, over the buttons of a notice, Enter and Space are needed to move about.
      if ((event.key === "Tab" || (chord !== null && /^( |Enter)$/.test(event.key))) && plain) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape" && plain) return onDone();
      const pressed = chordOf(event);
      if (pressed === null) return;
      if (holderOf(pressed, id, choices) !== null) return setChord(pressed);
      void assignKeys(id, [pressed]);
      onDone();
    };
    window.addEventListener("keydown", take, true);
    return () => window.removeEventListener("keydown", take, true);
  }, [id, chord, choices, assignKeys, onDone]);
  if (chord === null || holder === null) {
    return (
      <p className="key-capture" role="status">
        Press the new keys; Esc leaves them as they are.{" "}
        <button
          type="button"
          className="link-button"
          onClick={() => {
            void assignKeys(id, []);
            onDone();
          }}
        >
          No key
        </button>
      </p>
    );
  }
  const takeOver = async () => {
    await assignKeys(
      holder,
      keysOf(holder, choices).filter((other) => other !== chord),
    );
    await assignKeys(id, [chord]);
    onDone();
  };
  return (
    <p className="key-capture conflict" role="alert">
      {`${keycaps(chord).join(" ")} is taken: ${commandOf(holder).title}. `}
      <button type="button" className="link-button" onClick={() => void takeOver()}>
        Take it
      </button>{" "}
      <button type="button" className="link-button" onClick={onDone}>
        Leave it
      </button>
    </p>
  );
}

function Chords({ id }: { readonly id: CommandId }) {
  const chords = useWorkstation((state) => keysOf(id, state.keys));
  if (chords.length === 0) return <span className="quiet">none</span>;
  return chords.map((chord, i) => (
    <span key={chord} className="chord">
      {i > 0 && <span className="quiet">or</span>}
      {keycaps(chord).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  ));
}

const mouse = [
  ["Wheel", "Zoom"],
  ["Shift Wheel", "Through the planes"],
  ["Drag", "Move the image; in 3-D turn it, with Shift move it"],
  ["Click", "Choose a neuron; in Ortho, move the cross"],
  ["Drag a chosen one", "Move it, in any plane; with Ctrl the following frames too"],
  ["Ctrl Click", "Choose one more; beside neurons, add a new one"],
  ["Shift Drag", "Choose what lies in a box"],
  ["Alt Drag", "Choose what lies in a lasso"],
  ["Right button", "Menu of what can be done there"],
  ["Double click", "Fit"],
] as const;

function MouseRows() {
  return (
    <section>
      <h3>Mouse on the image</h3>
      <dl>
        {mouse.map(([act, does]) => (
          <div key={act}>
            <dt>{act}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
