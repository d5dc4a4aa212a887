import { shortcuts } from "#renderer/app/shortcuts.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";

const groups = ["Time and depth", "Neurons", "Correcting", "View", "Steps"] as const;

/** Every key and what it does. */
export function CheatSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" wide onClose={onClose}>
      <div className="cheat-sheet">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.keys}>
                    <dt>
                      {shortcut.keys
                        .split(" ")
                        .map((key) => (/^(–|or|\(.*)$/.test(key) ? <span key={key}>{key}</span> : <kbd key={key}>{key}</kbd>))}
                    </dt>
                    <dd>{shortcut.does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Mouse on the image</h3>
          <dl>
            {[
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
            ].map(([act, does]) => (
              <div key={act}>
                <dt>{act}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
