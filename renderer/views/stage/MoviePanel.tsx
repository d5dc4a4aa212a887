import { Film } from "lucide-react";
import { useRef, useState } from "react";
import { programVersion } from "#contract/version";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { NumberField } from "#renderer/ui/Field.tsx";
import { Popover } from "#renderer/ui/Popover.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";
import { fileName, saveFile } from "#renderer/ui/save-file.ts";
import { Segmented } from "#renderer/ui/Segmented.tsx";
import { writeMovie } from "#renderer/viewers/movie-writer.ts";
import type { StageController } from "#renderer/views/stage/stage-controller.ts";
import { modelOfVolumes } from "#renderer/views/stage/volume-version.ts";

const containers = [
  { value: "mp4", label: "MP4", tip: "For slides and most players" },
  { value: "webm", label: "WebM", tip: "For web pages" },
] as const;

/** Makes a movie of the view on the stage: what is seen, with scale bar, time stamp and the virtual mark. */
export function MoviePanel({ controller }: { readonly controller: () => StageController | null }) {
  const store = useWorkstationStore();
  const frames = useWorkstation((state) => openRecordingOf(state)?.info.shape.t ?? 1);
  const rate = useWorkstation((state) => state.rate);
  const attempt = useWorkstation((state) => state.attempt);
  const notify = useWorkstation((state) => state.notify);
  const [container, setContainer] = useState<"mp4" | "webm">("mp4");
  const [first, setFirst] = useState<number | null>(0);
  const [last, setLast] = useState<number | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  const from = Math.min(first ?? 0, frames - 1);
  const count = Math.min(last ?? frames - 1, frames - 1) - from + 1;
  const make = async () => {
    const stage = controller();
    if (!stage || count < 1) return;
    const abort = new AbortController();
    stop.current = abort;
    setDone(0);
    const before = store.getState().frame;
    store.getState().set({ peeking: false });
    if (store.getState().playing) store.getState().togglePlaying();
    const { study, draft } = store.getState();
    const title = study?.name ?? draft?.path.split(/[\\/]/).at(-1) ?? "recording";
    const model = study ? modelOfVolumes(study) : null;
    await attempt(async () => {
      const canvas = stage.newFilm();
      const movie = await writeMovie({
        canvas,
        container,
        rate,
        frames: count,
        title,
        comment: `NemaTrace ${programVersion}; frames ${from} to ${from + count - 1} of ${title}; ${model ? `stacks are virtual, refocused by ${model}` : "measured"}`,
        draw: (i) => stage.film(canvas, from + i, abort.signal),
        onProgress: setDone,
        signal: abort.signal,
      });
      const name = `${fileName(title, store.getState().mode)}.${container}`;
      saveFile(movie, name);
      notify(`${name} was made: ${count} frames at ${rate} a second.`, "done");
    });
    store.getState().seek(before);
    stop.current = null;
    setDone(null);
  };
  if (frames < 2) return null;
  return (
    <Popover icon={Film} label="Movie" tip="A movie of this view with scale bar, time stamp and the virtual mark">
      {done === null ? (
        <div className="form movie-form">
          <Segmented label="Format of the movie" value={container} options={containers} onChange={setContainer} />
          <NumberField label="From frame" unit="" value={first} min={0} max={frames - 1} whole onChange={setFirst} />
          <NumberField
            label="To frame"
            unit=""
            value={last}
            min={from}
            max={frames - 1}
            whole
            placeholder={String(frames - 1)}
            help="Empty for the last of the recording"
            onChange={setLast}
          />
          <p className="quiet">
            {count} frames at {rate} a second: {(count / rate).toFixed(1)} s. The rate is that of playing.
          </p>
          <Button tone="primary" icon={Film} disabled={count < 1} onClick={() => void make()}>
            Make movie
          </Button>
        </div>
      ) : (
        <div className="form movie-form">
          <p role="status">
            Frame {done} of {count}
          </p>
          <Progress label="Making the movie" part={done / count} />
          <Button onClick={() => stop.current?.abort()}>Cancel</Button>
        </div>
      )}
    </Popover>
  );
}
