import { TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { type FailureRecord, failureRecord } from "#contract/failure";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { FailureNote } from "#renderer/ui/FailureNote.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";

/** A video is decoded here and kept as a recording, once the user has read what that means. */
export function VideoSheet({ path }: { readonly path: string }) {
  const outside = useOutside();
  const leave = useWorkstation((state) => state.leaveVideo);
  const openRecording = useWorkstation((state) => state.openRecording);
  const [done, setDone] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const [failure, setFailure] = useState<FailureRecord | null>(null);
  const work = useRef<AbortController | null>(null);
  const close = () => {
    work.current?.abort();
    leave();
  };
  const convert = async () => {
    const controller = new AbortController();
    work.current = controller;
    setFailure(null);
    setDone({ done: 0, total: 0 });
    try {
      const { convertVideo } = await import("#renderer/views/recording/decode-video.ts");
      const made = await convertVideo(outside, path, controller.signal, (frames, total) => setDone({ done: frames, total }));
      leave();
      await openRecording(made);
    } catch (thrown) {
      if (!controller.signal.aborted) setFailure(failureRecord(thrown));
      setDone(null);
    }
  };
  return (
    <Dialog title="A video" onClose={close}>
      <div className="form">
        <p>{path.split(/[\\/]/).at(-1)}</p>
        <div className="note note-warn">
          <TriangleAlert size={15} aria-hidden="true" />
          <p>
            Video packs with loss: faint light is smeared or dropped, so brightness and depth are not exact. Use it to look and to try;
            measure on the TIFF that the camera wrote.
          </p>
        </div>
        <p className="quiet">Its frames are decoded here and kept, without further loss, as an OME-TIFF beside the video.</p>
        {failure && <FailureNote failure={failure} />}
        {done && (
          <div role="status">
            <p>{done.total === 0 ? "Reading the video…" : `${done.done} of ${done.total} frames`}</p>
            <Progress label="Decoding the video" part={done.total === 0 ? null : done.done / done.total} />
          </div>
        )}
        <Button tone="primary" className="wide-button" disabled={done !== null} onClick={() => void convert()}>
          Decode and open
        </Button>
      </div>
    </Dialog>
  );
}
