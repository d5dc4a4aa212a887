import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { canvasPen } from "#renderer/charts/canvas-pen.ts";
import type { ChartState, Figure, Hit } from "#renderer/charts/figure.ts";
import { panWindow, timeExtent, timeScale, zoomWindow } from "#renderer/charts/time-axis.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { paletteOf } from "#renderer/ui/use-canvas.ts";

/** Pixels that the pointer moves before a click becomes a drag. */
const dragStart = 4;

interface Drag {
  readonly x: number;
  readonly window: readonly [number, number] | null;
  readonly marks: boolean;
  moved: boolean;
}

/** What a chart needs to know of the state to draw. */
export function chartStateOf(state: Workstation, scroll = 0, moving = false): ChartState {
  return { selected: state.selected, hovered: state.hovered, column: state.frame, window: state.window, scroll, moving };
}

/**
 * A chart on screen. It follows the selection, the moment and the zoom without React: the wheel zooms, dragging
 * moves or zooms to a span, Shift and dragging marks a span, a click chooses a neuron and a moment.
 */
export function FigureCanvas({ figure }: { readonly figure: Figure }) {
  const store = useWorkstationStore();
  const dark = useDark();
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const brush = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const zoomed = useWorkstation((state) => state.window !== null);
  const select = useWorkstation((state) => state.select);

  useEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext("2d");
    if (!surface || !context) return;
    const pen = canvasPen(context);
    let pending = 0;
    let moved = 0;
    const palette = paletteOf(surface);
    const paint = () => {
      pending = 0;
      const size = sizeOf(surface);
      if (size.width === 0 || size.height === 0) return;
      const ratio = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
      if (surface.width !== width) surface.width = width;
      if (surface.height !== height) surface.height = height;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.globalAlpha = 1;
      context.clearRect(0, 0, size.width, size.height);
      figure.draw(pen, size, palette, chartStateOf(store.getState(), scroller.current?.scrollTop, moved !== 0));
    };
    const ask = () => (pending ||= requestAnimationFrame(paint));
    const rest = () => {
      moved = 0;
      ask();
    };
    const movedOn = store.subscribe(
      (state) => state.window,
      () => {
        clearTimeout(moved);
        moved = window.setTimeout(rest, 160);
      },
    );
    const move = () => placeCursor(figure, surface, cursor.current, store.getState());
    const watched = store.subscribe(
      (state) => [state.selected, state.hovered, state.window, figure.live ? state.frame : 0] as const,
      () => {
        ask();
        move();
      },
      { equalityFn: (a, b) => a.every((value, i) => value === b[i]) },
    );
    const followed = store.subscribe((state) => state.frame, move);
    const observer = new ResizeObserver(() => {
      paint();
      move();
    });
    observer.observe(surface);
    const chosen = store.subscribe(
      (state) => state.selected,
      (track) => reveal(figure, scroller.current, track),
    );
    const host = scroller.current;
    host?.addEventListener("scroll", ask, { passive: true });
    reveal(figure, host, store.getState().selected);
    const wheel = (event: WheelEvent) => turn(event, figure, surface, store.getState());
    surface.addEventListener("wheel", wheel, { passive: false });
    // Letters are measured once the fonts are there.
    void document.fonts.ready.then(ask);
    return () => {
      cancelAnimationFrame(pending);
      clearTimeout(moved);
      movedOn();
      watched();
      followed();
      chosen();
      host?.removeEventListener("scroll", ask);
      observer.disconnect();
      surface.removeEventListener("wheel", wheel);
    };
  }, [figure, store, dark]);

  const hitAt = (event: PointerEvent<HTMLCanvasElement>): Hit | null => {
    const { offsetX, offsetY } = event.nativeEvent;
    return figure.hit(offsetX, offsetY, sizeOf(event.currentTarget), chartStateOf(store.getState(), scroller.current?.scrollTop));
  };
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    drag.current = { x: event.nativeEvent.offsetX, window: store.getState().window, marks: event.shiftKey, moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const over = (event: PointerEvent<HTMLCanvasElement>) => {
    const { offsetX: x, offsetY: y } = event.nativeEvent;
    const held = drag.current;
    const time = figure.time;
    if (held && time) {
      if (Math.abs(x - held.x) >= dragStart) held.moved = true;
      if (!held.moved) return;
      hide(tip.current);
      if (held.window && !held.marks) {
        const scale = timeScale(time.axis, time.box(sizeOf(event.currentTarget)), held.window);
        store.getState().setCharts({ window: panWindow(time.axis, held.window, scale.invert(held.x) - scale.invert(x)) });
      } else showBrush(figure, event.currentTarget, brush.current, held.x, x, held.marks);
      return;
    }
    const hit = hitAt(event);
    store.getState().hover(hit?.track ?? null);
    showTip(tip.current, hit, x, y, event.currentTarget);
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    const held = drag.current;
    drag.current = null;
    hide(brush.current);
    if (!held) return;
    const state = store.getState();
    const time = figure.time;
    if (held.moved && time) {
      if (held.window && !held.marks) return;
      const scale = timeScale(time.axis, time.box(sizeOf(event.currentTarget)), held.window);
      const [first, last] = timeExtent(time.axis);
      const [a, b] = [held.x, event.nativeEvent.offsetX].map((x) => Math.min(Math.max(scale.invert(x), first), last));
      if (a === undefined || b === undefined || a === b) return;
      if (held.marks) state.addEpoch(a, b);
      else state.setCharts({ window: zoomWindow(time.axis, [Math.min(a, b), Math.max(a, b)], (a + b) / 2, 1) });
      return;
    }
    const hit = hitAt(event);
    if (hit?.track !== undefined) select(hit.track);
    if (hit?.column !== undefined) state.seek(hit.column);
  };
  const leave = () => {
    hide(tip.current);
    store.getState().hover(null);
  };
  const key = (event: KeyboardEvent<HTMLElement>) => {
    const time = figure.time;
    if (!time || event.ctrlKey || event.metaKey || event.altKey) return;
    const { window, frame, setCharts } = store.getState();
    const at = time.axis.values[frame] ?? 0;
    if (event.key === "+" || event.key === "=") setCharts({ window: zoomWindow(time.axis, window, at, 0.5) });
    else if (event.key === "-") setCharts({ window: zoomWindow(time.axis, window, at, 2) });
    else if (event.key === "0") setCharts({ window: null });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      className={figure.tall === undefined ? "chart" : "chart chart-tall"}
      tabIndex={0}
      role="group"
      aria-label={figure.time ? "Chart; plus and minus zoom in time, 0 shows all of it" : "Chart"}
      onKeyDown={key}
    >
      <div className="chart-room">
        <canvas
          ref={canvas}
          role="img"
          aria-label={figure.title}
          className={zoomed && figure.time ? "pans" : ""}
          onPointerDown={down}
          onPointerMove={over}
          onPointerUp={up}
          onPointerCancel={() => (drag.current = null)}
          onPointerLeave={leave}
          onDoubleClick={() => figure.time && store.getState().setCharts({ window: null })}
        />
        <div ref={cursor} className="cursor" aria-hidden="true" hidden />
        <div ref={brush} className="brush" aria-hidden="true" hidden />
        <div ref={tip} className="chart-tip" aria-hidden="true" hidden />
      </div>
      {figure.tall !== undefined && <div className="chart-rest" ref={(rest) => rest?.style.setProperty("height", `${figure.tall}px`)} />}
    </div>
  );
}

function sizeOf(element: HTMLElement) {
  return { width: element.clientWidth, height: element.clientHeight };
}

/** Scrolls a neuron's row into sight. */
function reveal(figure: Figure, host: HTMLElement | null, track: number | null): void {
  const place = track === null ? null : figure.rowAt?.(track);
  if (!host || !place) return;
  const [top, bottom] = place;
  if (top < host.scrollTop || bottom > host.scrollTop + host.clientHeight) host.scrollTop = (top + bottom - host.clientHeight) / 2;
}

function hide(element: HTMLElement | null): void {
  if (element) element.hidden = true;
}

/** The wheel zooms about the pointer; with Shift, or sideways, it moves along. */
function turn(event: WheelEvent, figure: Figure, surface: HTMLCanvasElement, state: Workstation): void {
  const time = figure.time;
  if (!time || (figure.tall !== undefined && !event.ctrlKey && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY))) return;
  event.preventDefault();
  const box = time.box(sizeOf(surface));
  const { window } = state;
  const scale = timeScale(time.axis, box, window);
  const along = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  if (along) {
    if (!window) return;
    const by = ((event.deltaX || event.deltaY) / box.width) * (window[1] - window[0]);
    state.setCharts({ window: panWindow(time.axis, window, by) });
    return;
  }
  state.setCharts({ window: zoomWindow(time.axis, window, scale.invert(event.offsetX), Math.exp(event.deltaY * 0.0018)) });
}

function placeCursor(figure: Figure, surface: HTMLElement, line: HTMLElement | null, state: Workstation): void {
  if (!line) return;
  const { time } = figure;
  const moment = time?.axis.values[state.frame];
  line.hidden = true;
  if (!time || moment === undefined) return;
  const box = time.box(sizeOf(surface));
  const x = timeScale(time.axis, box, state.window)(moment);
  if (x < box.left - 0.5 || x > box.left + box.width + 0.5) return;
  line.hidden = false;
  line.style.transform = `translateX(${x}px)`;
  line.style.top = `${box.top}px`;
  line.style.height = `${box.height}px`;
}

function showBrush(figure: Figure, surface: HTMLElement, span: HTMLElement | null, from: number, to: number, marks: boolean): void {
  if (!span || !figure.time) return;
  const box = figure.time.box(sizeOf(surface));
  const [a, b] = [from, to].map((x) => Math.min(Math.max(x, box.left), box.left + box.width)) as [number, number];
  span.hidden = false;
  span.classList.toggle("marks", marks);
  span.style.left = `${Math.min(a, b)}px`;
  span.style.width = `${Math.abs(b - a)}px`;
  span.style.top = `${box.top}px`;
  span.style.height = `${box.height}px`;
}

function showTip(bubble: HTMLElement | null, hit: Hit | null, x: number, y: number, surface: HTMLElement): void {
  if (!bubble) return;
  bubble.hidden = hit === null;
  if (!hit) return;
  if (bubble.textContent !== hit.words) bubble.textContent = hit.words;
  const left = x > surface.clientWidth * 0.6 ? x - bubble.offsetWidth - 14 : x + 14;
  const top = Math.min(y + 12, surface.clientHeight - bubble.offsetHeight - 2);
  bubble.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
}
