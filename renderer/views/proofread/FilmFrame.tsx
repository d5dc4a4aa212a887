import { type MouseEvent, useEffect, useRef, useState } from "react";
import { positionSources } from "#contract/table";
import { rowOfTrack, rowsOfFrame, type TrackIndex } from "#renderer/client/track-index.ts";
import { openRecordingOf, pitchOf } from "#renderer/state/recording-facts.ts";
import type { Place } from "#renderer/state/proofread.ts";
import { useOutside, useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { trackColour } from "#renderer/viewers/colour-maps.ts";
import { type Crop, cropAround, greyPixels } from "#renderer/viewers/film-crop.ts";
import { autoLevels } from "#renderer/viewers/levels.ts";
import type { Stack } from "#renderer/viewers/volume-planes.ts";
import { nearestRow } from "#renderer/views/proofread/nearest-row.ts";
import { fetchImage, type ShownImage } from "#renderer/views/stage/shown-image.ts";
import { wantedOf } from "#renderer/views/stage/stage-source.ts";

interface FilmFrameProps {
  readonly track: number;
  readonly t: number;
  /** CSS pixels a crop. */
  readonly side: number;
  /** Stacks are seen from above and from the side; a single plane from above alone. */
  readonly deep: boolean;
  readonly current: boolean;
}

const sourceWords = { auto: "set by the program", human: "set by hand", interpolated: "filled in by the program" } as const;

/** One frame of the filmstrip: the neuron from above, and from the side where there is depth. */
export function FilmFrame({ track, t, side, deep, current }: FilmFrameProps) {
  const store = useWorkstationStore();
  const { pixels } = useOutside();
  const tracks = useWorkstation((state) => state.tracks);
  const channel = useWorkstation((state) => `${state.channel} ${state.recorded}`);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stack, setStack] = useState<Stack | null>(null);
  const frames = useWorkstation((state) => openRecordingOf(state)?.info.shape.t ?? 1);
  const row = tracks ? rowOfTrack(tracks, track, t) : -1;
  const centre = tracks ? placeOfRow(tracks, row >= 0 ? row : nearestRow(tracks, track, t, frames)) : null;
  const radius = (tracks && row >= 0 ? tracks.columns["radius"]?.[row] : undefined) ?? 1.4;
  const half = Math.max(5 * (radius > 0 ? radius : 1.4), 5);
  useEffect(() => {
    const wanted = wantedOf(store.getState());
    if (!wanted) return;
    let gone = false;
    void fetchImage(pixels, { ...wanted, t })
      .then((image) => !gone && setStack(stackOf(image, store.getState())))
      .catch(() => !gone && setStack(null));
    return () => {
      gone = true;
    };
  }, [store, pixels, t, channel]);
  const key = centre?.join() ?? "";
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !canvas.current) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.current.width = Math.round(side * ratio);
    canvas.current.height = Math.round((deep ? 2 * side + 2 : side) * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!stack || !centre || !tracks) return;
    const views = deep && stack.shape[0] > 1 ? (["xy", "xz"] as const) : (["xy"] as const);
    const crops = views.map((view) => cropAround(stack, view, centre, half));
    const levels = autoLevels(
      crops[0]!.data.filter((value) => !Number.isNaN(value)),
      15,
      99.9,
    );
    crops.forEach((crop, i) => {
      const top = i * (side + 2);
      context.save();
      context.beginPath();
      context.rect(0, top, side, side);
      context.clip();
      paint(context, crop, levels, top, side);
      const colours = store.getState().study?.colours ?? {};
      mark(context, tracks, { t, track, centre, view: views[i]!, scale: side / (2 * half), top, side, colours });
      context.restore();
    });
    // The position is compared by value: the table is made anew by every edit.
  }, [stack, tracks, track, t, side, deep, half, key]);
  const source = row < 0 ? null : positionSources[tracks?.columns["source"]?.[row] ?? 0];
  const put = (event: MouseEvent<HTMLCanvasElement>) => {
    if (!centre || store.getState().study?.readOnly !== null) return;
    const u = (event.nativeEvent.offsetX / side - 0.5) * 2 * half;
    const below = event.nativeEvent.offsetY > side;
    const v = ((event.nativeEvent.offsetY - (below ? side + 2 : 0)) / side - 0.5) * 2 * half;
    const place: Place = below ? [centre[0] + v, centre[1], centre[2] + u] : [centre[0], centre[1] + v, centre[2] + u];
    store.getState().seek(t);
    void store.getState().placeHere(false, place);
  };
  const confidence = row < 0 ? null : (tracks?.columns["confidence"]?.[row] ?? null);
  const words = source ? `${sourceWords[source]}${confidence === null ? "" : `, confidence ${confidence.toFixed(2)}`}` : "no position";
  return (
    <button
      type="button"
      className={`film-frame ${source ?? "absent"}`}
      aria-label={`Frame ${t}, ${words}`}
      aria-pressed={current}
      data-tip={`Frame ${t}: ${words}. Double click puts the neuron there.`}
      onClick={() => store.getState().seek(t)}
    >
      <canvas ref={canvas} style={{ width: side, height: deep ? 2 * side + 2 : side }} onDoubleClick={put} aria-hidden="true" />
      <span>{t}</span>
    </button>
  );
}

function placeOfRow({ columns }: TrackIndex, row: number): Place | null {
  return row < 0 ? null : [columns["z"]?.[row] ?? 0, columns["y"]?.[row] ?? 0, columns["x"]?.[row] ?? 0];
}

/** The first channel shown as a stack; a recorded frame is a stack of one plane. */
function stackOf({ volumes, frames }: ShownImage, state: Parameters<typeof openRecordingOf>[0]): Stack | null {
  const [volume] = volumes;
  if (volume) return volume;
  const open = openRecordingOf(state);
  const [frame] = frames;
  if (!frame || !open) return null;
  const [py, px] = pitchOf(open);
  return {
    stored: Float32Array.from(frame.data),
    shape: [1, frame.shape[0], frame.shape[1]],
    scale: 1,
    offset: 0,
    voxel: [1, py, px],
    origin: [0, 0, 0],
  };
}

function paint(context: CanvasRenderingContext2D, crop: Crop, levels: { min: number; max: number }, top: number, side: number): void {
  const small = new OffscreenCanvas(crop.size, crop.size);
  small.getContext("2d")?.putImageData(greyPixels(crop, levels), 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, top, side, side);
}

interface MarkPlan {
  readonly t: number;
  readonly track: number;
  readonly centre: Place;
  readonly view: "xy" | "xz";
  /** CSS pixels a µm. */
  readonly scale: number;
  readonly top: number;
  readonly side: number;
  readonly colours: Readonly<Record<string, string>>;
}

/** Rings of the neuron and of those around it. */
function mark(context: CanvasRenderingContext2D, index: TrackIndex, plan: MarkPlan): void {
  const { centre, view, scale, top, side } = plan;
  const { columns } = index;
  for (const row of rowsOfFrame(index, plan.t)) {
    const track = columns["track"]?.[row] ?? -1;
    const place = placeOfRow(index, row);
    if (track < 0 || !place) continue;
    const radius = columns["radius"]?.[row] || 1.4;
    const own = track === plan.track;
    const away = view === "xy" ? place[0] - centre[0] : place[1] - centre[1];
    if (!own && Math.abs(away) > 1.2 * radius) continue;
    const y = top + side / 2 + (view === "xy" ? place[1] - centre[1] : place[0] - centre[0]) * scale;
    const x = side / 2 + (place[2] - centre[2]) * scale;
    context.strokeStyle = trackColour(track, true, plan.colours[String(track)]);
    context.globalAlpha = own ? 1 : 0.75;
    context.lineWidth = own ? 1.75 : 1;
    context.setLineDash(columns["source"]?.[row] === 2 ? [3, 2] : []);
    context.beginPath();
    context.arc(x, y, Math.max(3, radius * scale), 0, Math.PI * 2);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
