import type { Size } from "#renderer/viewers/plane.ts";
import type { HeldKeys } from "#renderer/viewers/plane-pointer.ts";
import { type Orbit, panned, turned, zoomed } from "#renderer/viewers/space/orbit.ts";

/** What the pointer asks of the view in space under it; places in CSS pixels. */
export interface SpacePointerHost {
  readonly element: HTMLElement;
  readonly orbit: () => Orbit;
  readonly size: () => Size;
  readonly turn: (orbit: Orbit) => void;
  readonly hover: (y: number, x: number) => void;
  readonly leave: () => void;
  readonly pick: (y: number, x: number, held: HeldKeys) => void;
  readonly menu: (y: number, x: number, at: { readonly x: number; readonly y: number }) => void;
  readonly fit: () => void;
  /** Ends the listening. */
  readonly signal: AbortSignal;
}

const dragStart = 4;

/** Radians a CSS pixel: a drag across the shorter side turns by half a round. */
export function turnRate({ width, height }: Size): number {
  return Math.PI / Math.max(64, Math.min(width, height));
}

/** The pointer over a stack in space: a drag turns it, with Shift or the middle button it moves it, the wheel zooms. */
export function listenToSpacePointer(host: SpacePointerHost): void {
  const { element, signal } = host;
  let drag: { readonly from: Orbit; readonly x: number; readonly y: number; readonly pan: boolean; started: boolean } | null = null;

  const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
    element.addEventListener(name, act, { signal, passive: false });

  on("pointerdown", (event) => {
    if (event.button > 1) return;
    drag = { from: host.orbit(), x: event.clientX, y: event.clientY, pan: event.shiftKey || event.button === 1, started: false };
    element.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    if (!drag) return host.hover(event.offsetY, event.offsetX);
    const [dy, dx] = [event.clientY - drag.y, event.clientX - drag.x];
    if (!drag.started && Math.hypot(dy, dx) < dragStart) return;
    drag.started = true;
    const rate = turnRate(host.size());
    host.turn(drag.pan ? panned(drag.from, dy, dx) : turned(drag.from, dx * rate, dy * rate));
  });
  on("pointerup", (event) => {
    const done = drag;
    drag = null;
    if (done && !done.started && event.button === 0)
      host.pick(event.offsetY, event.offsetX, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey });
  });
  on("pointercancel", () => (drag = null));
  on("pointerleave", () => host.leave());
  on("contextmenu", (event) => {
    event.preventDefault();
    host.menu(event.offsetY, event.offsetX, { x: event.clientX, y: event.clientY });
  });
  on("dblclick", () => host.fit());
  on("wheel", (event) => {
    event.preventDefault();
    const [dy, dx] = [event.offsetY - host.size().height / 2, event.offsetX - host.size().width / 2];
    const factor = Math.exp(-(event.deltaY || event.deltaX) * 0.0016);
    // What is under the pointer stays there.
    host.turn(panned(zoomed(panned(host.orbit(), -dy, -dx), factor), dy, dx));
  });
}
