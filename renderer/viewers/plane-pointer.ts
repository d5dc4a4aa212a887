import { type Camera, type Size, toWorld, zoomAbout } from "#renderer/viewers/plane.ts";

/** A point of the plane, µm [v, u]. */
export type PlanePoint = readonly [number, number];

/** What a drag over the image does. */
export type PointerTool = "hand" | "box" | "lasso" | "add" | "ruler" | "sharp";

/** What was held while the pointer did something. */
export interface HeldKeys {
  readonly shift: boolean;
  readonly ctrl: boolean;
}

/** What the pointer asks of the viewer under it. */
export interface PointerHost {
  readonly element: HTMLElement;
  readonly camera: () => Camera;
  readonly size: () => Size;
  readonly pickAt: (y: number, x: number) => number | null;
  /** Whether a neuron's mark can be dragged. */
  readonly isMovable: (track: number) => boolean;
  readonly tool: () => PointerTool;
  readonly move: (camera: Camera) => void;
  readonly hover: (track: number | null) => void;
  readonly point: (place: PlanePoint | null) => void;
  readonly pick: (track: number | null, place: PlanePoint, held: HeldKeys) => void;
  readonly menu: (track: number | null, place: PlanePoint, at: { readonly x: number; readonly y: number }) => void;
  /** Marks are being dragged by so much, µm; null when they are let go of. */
  readonly drag: (way: PlanePoint | null) => void;
  readonly drop: (way: PlanePoint, held: HeldKeys) => void;
  /** The outline being drawn, CSS pixels [y, x]; null when it is done. */
  readonly outline: (points: readonly PlanePoint[] | null) => void;
  readonly area: (points: readonly PlanePoint[], held: HeldKeys) => void;
  /** An end of the ruler is set: where it begins, and then where it is dragged to. */
  readonly measure: (begins: boolean, y: number, x: number) => void;
  readonly fit: () => void;
  readonly depth: (by: number) => void;
  /** Ends the listening. */
  readonly signal: AbortSignal;
}

const dragStart = 4;

interface Gesture {
  readonly kind: "pan" | "drag" | "box" | "lasso" | "ruler";
  readonly x: number;
  readonly y: number;
  /** Where it began within the element. */
  readonly from: PlanePoint;
  readonly camera: Camera;
  readonly points: PlanePoint[];
  started: boolean;
}

/**
 * The pointer over a plane: a drag moves the image, on a chosen neuron the neuron; with Shift it draws a box
 * and with Alt a lasso around neurons; the ruler measures; a click chooses; the right button opens the menu; the wheel zooms.
 */
export function listenToPointer(host: PointerHost): void {
  const { element } = host;
  let gesture: Gesture | null = null;
  const world = (event: MouseEvent): PlanePoint => toWorld(host.camera(), host.size(), event.offsetY, event.offsetX);
  const held = (event: MouseEvent): HeldKeys => ({ shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey });
  const way = (event: MouseEvent, { x, y }: Gesture): PlanePoint => {
    const { scale } = host.camera();
    return [(event.clientY - y) / scale, (event.clientX - x) / scale];
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    const track = host.pickAt(event.offsetY, event.offsetX);
    const tool = host.tool();
    const kind =
      event.button === 1
        ? "pan"
        : event.shiftKey || tool === "box"
          ? "box"
          : event.altKey || tool === "lasso"
            ? "lasso"
            : tool === "ruler" || tool === "sharp"
              ? "ruler"
              : track !== null && host.isMovable(track)
                ? "drag"
                : "pan";
    const from: PlanePoint = [event.offsetY, event.offsetX];
    gesture = { kind, x: event.clientX, y: event.clientY, from, camera: host.camera(), points: [from], started: false };
    element.setPointerCapture(event.pointerId);
    if (kind === "ruler") host.measure(true, ...from);
  });

  element.addEventListener("pointermove", (event) => {
    host.point(world(event));
    if (!gesture) {
      const track = host.pickAt(event.offsetY, event.offsetX);
      const idle = host.tool() === "hand" ? "" : "crosshair";
      element.style.cursor = track === null ? idle : host.isMovable(track) ? "move" : "pointer";
      return host.hover(track);
    }
    const dx = event.clientX - gesture.x;
    const dy = event.clientY - gesture.y;
    if (!gesture.started && Math.hypot(dx, dy) < dragStart) return;
    gesture.started = true;
    const here: PlanePoint = [event.offsetY, event.offsetX];
    if (gesture.kind === "ruler") return host.measure(false, ...here);
    if (gesture.kind === "pan") {
      const { centre, scale } = gesture.camera;
      host.move({ scale, centre: [centre[0] - dy / scale, centre[1] - dx / scale] });
    } else if (gesture.kind === "drag") host.drag(way(event, gesture));
    else {
      if (gesture.kind === "lasso") gesture.points.push(here);
      host.outline(gesture.kind === "lasso" ? gesture.points : boxOf(gesture.from, here));
    }
  });

  element.addEventListener("pointerup", (event) => {
    const done = gesture;
    gesture = null;
    if (!done) return;
    const here: PlanePoint = [event.offsetY, event.offsetX];
    if (done.kind === "ruler") return host.measure(false, ...here);
    if (!done.started) {
      if (event.button === 0) host.pick(host.pickAt(...here), world(event), held(event));
    } else if (done.kind === "drag") host.drop(way(event, done), held(event));
    else if (done.kind !== "pan") {
      const outline = done.kind === "lasso" ? [...done.points, here] : boxOf(done.from, here);
      host.outline(null);
      host.area(
        outline.map(([y, x]) => toWorld(host.camera(), host.size(), y, x)),
        held(event),
      );
    }
  });

  const cancel = () => {
    if (gesture?.kind === "drag") host.drag(null);
    host.outline(null);
    gesture = null;
  };
  element.addEventListener("pointercancel", cancel);
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !gesture?.started) return;
      event.stopImmediatePropagation();
      cancel();
    },
    { capture: true, signal: host.signal },
  );
  element.addEventListener("pointerleave", () => {
    host.hover(null);
    if (!gesture) host.point(null);
  });
  element.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    host.menu(host.pickAt(event.offsetY, event.offsetX), world(event), { x: event.clientX, y: event.clientY });
  });
  element.addEventListener("dblclick", () => host.fit());
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const delta = event.deltaY || event.deltaX;
      if (event.shiftKey) return host.depth(delta > 0 ? -1 : 1);
      host.move(zoomAbout(host.camera(), host.size(), event.offsetY, event.offsetX, Math.exp(-delta * 0.0016)));
    },
    { passive: false },
  );
}

function boxOf([y0, x0]: PlanePoint, [y1, x1]: PlanePoint): PlanePoint[] {
  return [
    [y0, x0],
    [y0, x1],
    [y1, x1],
    [y1, x0],
  ];
}

/** Whether a point lies inside an outline, even-odd. */
export function isInside(outline: readonly PlanePoint[], [v, u]: PlanePoint): boolean {
  let inside = false;
  outline.forEach(([v1, u1], i) => {
    const [v2, u2] = outline[(i + outline.length - 1) % outline.length]!;
    if (v1 > v !== v2 > v && u < ((u2 - u1) * (v - v1)) / (v2 - v1) + u1) inside = !inside;
  });
  return inside;
}
