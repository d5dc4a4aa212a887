import { commandAt } from "#contract/commands";
import { chordOf } from "#renderer/app/chord.ts";
import { giveCommand, lackOf } from "#renderer/app/give-command.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";

/** Keys a focused control needs itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (event.ctrlKey || event.metaKey)
    return (
      target.matches("input:not([type=range]):not([type=checkbox]), textarea") &&
      /^([acvxyzbiu]|arrow.*|home|end|backspace|delete)$/i.test(event.key)
    );
  if (target.matches("input[type=range]")) return /^(Arrow|Home|End|Page)/.test(event.key);
  if (target.matches("input:not([type=checkbox]), textarea, select")) return true;
  if (target.matches("button, a, summary, input[type=checkbox]")) return event.key === " " || event.key === "Enter";
  return false;
}

/** Listens to the keyboard; answers how to stop. */
export function listenForKeys(store: WorkstationStore): () => void {
  /** The key that is held to look at the recorded frame. */
  let held: string | null = null;
  const down = (event: KeyboardEvent) => {
    const { sheet, keys } = store.getState();
    if (event.defaultPrevented || sheet !== null || document.querySelector("dialog[open]") || belongsToControl(event)) return;
    const chord = chordOf(event);
    const found = chord === null ? null : commandAt(chord, keys);
    if (!found || lackOf(store.getState(), found.id) !== null) return;
    event.preventDefault();
    if (found.id !== "view.peek") return void giveCommand(store, found.id, found.shift);
    held = event.code;
    store.getState().set({ peeking: true });
  };
  const letGo = () => {
    held = null;
    if (store.getState().peeking) store.getState().set({ peeking: false });
  };
  const up = (event: KeyboardEvent) => event.code === held && letGo();
  // A button that was clicked gives the keyboard back, so that Space plays; focus by Tab stays.
  const click = (event: MouseEvent) => {
    const button =
      event.detail > 0 && event.target instanceof Element ? event.target.closest<HTMLElement>("main button, aside button") : null;
    if (button && document.activeElement === button) button.blur();
  };
  window.addEventListener("keydown", down);
  window.addEventListener("keyup", up);
  window.addEventListener("blur", letGo);
  window.addEventListener("click", click);
  return () => {
    window.removeEventListener("keydown", down);
    window.removeEventListener("keyup", up);
    window.removeEventListener("blur", letGo);
    window.removeEventListener("click", click);
  };
}
