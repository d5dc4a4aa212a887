import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from "lucide-react";
import { useCallback, useEffect, useRef } from "react";
import { drawTimeline } from "#renderer/charts/timeline.ts";
import type { TrackIndex } from "#renderer/client/track-index.ts";
import { frameTime, openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { formatNumber } from "#renderer/ui/format.ts";
import { refocusedFrames } from "#renderer/views/stage/stage-source.ts";
import { useCanvas } from "#renderer/ui/use-canvas.ts";

const rates = [2, 5, 10, 20, 30];

/** Time under the stage: play, step, scrub; which frames are refocused and how many neurons each holds. */
export function Timeline() {
  const playing = useWorkstation((state) => state.playing);
  const rate = useWorkstation((state) => state.rate);
  const toggle = useWorkstation((state) => state.togglePlaying);
  const setRate = useWorkstation((state) => state.setRate);
  const stepFrames = useWorkstation((state) => state.stepFrames);
  const seek = useWorkstation((state) => state.seek);
  const frames = useWorkstation((state) => openRecordingOf(state)?.info.shape.t ?? 1);
  if (frames < 2) return null;
  return (
    <section className="timeline" aria-label="Time">
      <div className="timeline-buttons">
        <IconButton icon={ChevronFirst} label="First frame" command="time.first" onClick={() => seek(0)} />
        <IconButton
          icon={StepBack}
          label="Previous frame"
          tip="Previous frame; with Shift ten"
          command="time.back"
          onClick={() => stepFrames(-1)}
        />
        <IconButton
          className="play"
          icon={playing ? Pause : Play}
          label={playing ? "Pause" : "Play"}
          command="time.play"
          onClick={toggle}
        />
        <IconButton
          icon={StepForward}
          label="Next frame"
          tip="Next frame; with Shift ten"
          command="time.on"
          onClick={() => stepFrames(1)}
        />
        <IconButton icon={ChevronLast} label="Last frame" command="time.last" onClick={() => seek(frames - 1)} />
      </div>
      <Scrubber frames={frames} />
      <FrameReadout frames={frames} />
      <select
        className="select rate"
        aria-label="Frames a second"
        data-tip="Frames a second while playing"
        value={rate}
        onChange={(event) => setRate(Number(event.target.value))}
      >
        {rates.map((value) => (
          <option key={value} value={value}>
            {value} fps
          </option>
        ))}
      </select>
    </section>
  );
}

/** The slider itself follows the frame without React. */
function Scrubber({ frames }: { readonly frames: number }) {
  const store = useWorkstationStore();
  const input = useRef<HTMLInputElement>(null);
  const dark = useDark();
  const refocused = useWorkstation((state) => (state.study?.refocus ? refocusedFrames(state) : null));
  const index = useWorkstation((state) => state.tracks ?? state.blobs);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, palette: Parameters<typeof drawTimeline>[4]) => {
      context.clearRect(0, 0, width, height);
      drawTimeline(context, { frames, refocused, counts: index ? countsOf(index, frames) : null }, width, height, palette);
    },
    [frames, refocused, index],
  );
  const canvas = useCanvas(draw, dark);
  useEffect(() => {
    const show = (frame: number) => {
      if (!input.current) return;
      input.current.value = String(frame);
      const open = openRecordingOf(store.getState());
      const time = open ? frameTime(open, frame) : null;
      input.current.setAttribute("aria-valuetext", time === null ? `frame ${frame}` : `frame ${frame}, ${formatNumber(time)} s`);
    };
    show(store.getState().frame);
    return store.subscribe((state) => state.frame, show);
  }, [store, frames]);
  return (
    <div className="scrubber">
      <canvas ref={canvas} aria-hidden="true" />
      <input
        ref={input}
        type="range"
        aria-label="Frame"
        min={0}
        max={frames - 1}
        step={1}
        defaultValue={0}
        onChange={(event) => store.getState().seek(Number(event.target.value))}
      />
    </div>
  );
}

function FrameReadout({ frames }: { readonly frames: number }) {
  const store = useWorkstationStore();
  const output = useRef<HTMLOutputElement>(null);
  useEffect(() => {
    const show = () => {
      const state = store.getState();
      const open = openRecordingOf(state);
      const time = open ? frameTime(open, state.frame) : null;
      if (output.current) output.current.textContent = `${state.frame} / ${frames - 1}${time === null ? "" : `  ·  ${time.toFixed(2)} s`}`;
    };
    show();
    const stops = [store.subscribe((state) => state.frame, show), store.subscribe((state) => state.study ?? state.draft, show)];
    return () => stops.forEach((stop) => stop());
  }, [store, frames]);
  return <output ref={output} className="frame-readout" aria-hidden="true" />;
}

function countsOf(index: TrackIndex, frames: number): Int32Array {
  return Int32Array.from({ length: frames }, (_, t) => (index.start[t + 1] ?? 0) - (index.start[t] ?? 0));
}
