import { FileSearch, TriangleAlert, Wrench } from "lucide-react";
import { useState } from "react";
import { Failure, type FailureRecord } from "#contract/failure";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { FailureNote } from "#renderer/ui/FailureNote.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";
import "#renderer/views/keeping/keeping.css";

/** Says what is wrong with the open study, and offers the one thing that mends it. */
export function StudyTrouble() {
  const trouble = useWorkstation((state) => state.study?.trouble ?? null);
  const path = useWorkstation((state) => state.study?.path ?? null);
  const busy = useWorkstation((state) => state.opening !== null);
  const host = useWorkstation((state) => state.about?.host ?? "browser");
  const repair = useWorkstation((state) => state.repair);
  const relocate = useWorkstation((state) => state.relocate);
  const attempt = useWorkstation((state) => state.attempt);
  const { client } = useOutside();
  const report = useWorkstation((state) => state.report);
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<FailureRecord | null>(null);
  if (trouble === null || path === null) return null;
  const choose = async () => {
    setRefused(null);
    if (host !== "electron") return setAsking(true);
    const picked = await attempt(() => client.files.pick({ purpose: "recording" }));
    const failure = picked?.path ? await relocate(picked.path) : null;
    if (failure !== null) report(Failure.from(failure));
  };
  const pick = async (recording: string) => {
    const failure = await relocate(recording);
    setRefused(failure);
    if (failure === null) setAsking(false);
  };
  return (
    <section className="trouble" role="alert" aria-label="What is wrong with this study">
      <TriangleAlert size={16} aria-hidden="true" />
      <p>
        {trouble.kind === "recording-moved"
          ? "The recording of this study is not where it was: it was moved, renamed, or its drive is missing."
          : trouble.message}
      </p>
      {trouble.kind === "damaged" ? (
        <Button
          icon={Wrench}
          disabled={busy}
          tip="Reads everything through, makes what is damaged again from the recording, and says what cannot be mended"
          onClick={() => void repair(path)}
        >
          Repair study
        </Button>
      ) : (
        <Button
          icon={FileSearch}
          disabled={busy}
          tip="The file is known by its contents, so another one is refused"
          onClick={() => void choose()}
        >
          Find the recording…
        </Button>
      )}
      {asking && (
        <Dialog title="Where is the recording now?" onClose={() => setAsking(false)} wide>
          <p className="quiet">Choose the file that was moved or renamed. It is known by its contents, so another one is refused.</p>
          {refused !== null && <FailureNote failure={refused} />}
          <div className="trouble-files">
            <FileBrowser onlyRecordings onChoose={(recording) => void pick(recording)} />
          </div>
        </Dialog>
      )}
    </section>
  );
}
