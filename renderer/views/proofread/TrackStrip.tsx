import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { editsOf } from "#contract/edit";
import { applyEdits } from "#core/curate/apply-edits";
import { tracksOf } from "#core/link/table-ops";
import { drawTrackStrip, type TrackStripData } from "#renderer/charts/track-strip.ts";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { queueOf } from "#renderer/state/proofread-queue.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { useCanvas } from "#renderer/ui/use-canvas.ts";

/** The chosen neuron through the whole movie: where it is known, how surely, and by whom. A click goes there. */
export function TrackStrip() {
  const store = useWorkstationStore();
  const selected = useWorkstation((state) => state.selected);
  const tracks = useWorkstation((state) => state.tracks);
  const log = useWorkstation((state) => state.log);
  const queue = useWorkstation(queueOf);
  const frames = useWorkstation((state) => openRecordingOf(state)?.info.shape.t ?? 1);
  const dark = useDark();
  const data = useMemo((): TrackStripData | null => {
    if (selected === null || !tracks) return null;
    const confidence = new Float32Array(frames).fill(Number.NaN);
    const source = new Uint8Array(frames);
    const { t, track, confidence: sure, source: by } = tracks.columns;
    track?.forEach((one, row) => {
      const at = t?.[row] ?? -1;
      if (one !== selected || at < 0 || at >= frames) return;
      confidence[at] = sure?.[row] ?? 1;
      source[at] = by?.[row] ?? 0;
    });
    const standing = log.filter((row) => !row.undone).flatMap((row) => editsOf(row.edit));
    const ghosts = applyEdits(tracksOf(0), standing).ghosts.get(selected) ?? new Set<number>();
    return { frames, confidence, source, ghosts, doubts: queue.filter((one) => one.track === selected).map((one) => one.t) };
  }, [selected, tracks, log, queue, frames]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const style = getComputedStyle(context.canvas);
      const token = (name: string) => style.getPropertyValue(name).trim();
      const colours = { sure: token("--accent"), human: token("--good"), ghost: token("--border-strong"), doubt: token("--bad") };
      if (data) drawTrackStrip(context, data, width, height, colours);
      else context.clearRect(0, 0, width, height);
    },
    [data],
  );
  const canvas = useCanvas(draw, dark);
  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    const show = (frame: number) => {
      if (head.current) head.current.style.left = `${((frame + 0.5) / frames) * 100}%`;
    };
    show(store.getState().frame);
    return store.subscribe((state) => state.frame, show);
  }, [store, frames]);
  const click = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    store.getState().seek(Math.floor(((event.clientX - box.left) / box.width) * frames));
  };
  const byHand = data ? data.source.filter((one, t) => one === 1 && !Number.isNaN(data.confidence[t]!)).length : 0;
  return (
    <div
      className="track-strip"
      onPointerDown={click}
      data-tip="The chosen neuron in every frame: height is confidence, green was set by hand, pale was filled in, a grey foot is out of view, a red tick is doubtful. Click to go there."
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={data ? `The neuron over time; ${byHand} positions were set by hand` : "No neuron is chosen"}
      />
      <i ref={head} aria-hidden="true" />
    </div>
  );
}
