import { FileUp, FlaskConical, FolderOpen, History } from "lucide-react";
import { useState } from "react";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";
import { BatchChooser } from "#renderer/views/keeping/BatchChooser.tsx";
import { BatchQueue } from "#renderer/views/keeping/BatchQueue.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";
import { RecentStudies } from "#renderer/views/library/RecentStudies.tsx";
import { WormDrawing } from "#renderer/views/library/WormDrawing.tsx";

/** What a user sees first: the sample, a file of their own, or where they left off. */
export function LibraryView() {
  const about = useWorkstation((state) => state.about);
  const opening = useWorkstation((state) => state.opening);
  const openSample = useWorkstation((state) => state.openSample);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const browsing = useWorkstation((state) => state.browsing);
  const browseFor = useWorkstation((state) => state.browseFor);
  const asked = browsing !== null && about?.host === "browser";
  return (
    <main className="library">
      <div className="library-hero">
        <WormDrawing />
        <div>
          <h1>From a 2-D calcium movie to neurons in 3-D</h1>
          <p className="lead">
            NemaTrace refocuses each frame into a stack, finds the neurons, follows them through time and reads out their activity. Nothing
            leaves this computer.
          </p>
          <div className="library-actions">
            <Button
              tone="primary"
              icon={FlaskConical}
              disabled={opening !== null}
              tip="A simulated worm with known neurons: two channels, a minute of imaging"
              onClick={() => void openSample()}
            >
              Open sample recording
            </Button>
            <Button
              icon={FileUp}
              disabled={opening !== null}
              tip="TIFF, OME-TIFF, ImageJ TIFF, HDF5, NWB, MATLAB 7.3, OME-Zarr, NRRD, MHA, NIfTI, MP4, WebM"
              command="file.recording"
              onClick={() => void browseFor("recording")}
            >
              Open recording…
            </Button>
            <Button
              icon={FolderOpen}
              disabled={opening !== null}
              tip="A folder that NemaTrace made, named .study"
              command="file.study"
              onClick={() => void browseFor("study")}
            >
              Open study…
            </Button>
          </div>
          {opening !== null && <Opening what={opening} />}
        </div>
      </div>
      <div className="library-columns">
        <section className="card" aria-labelledby="recent-head">
          <h2 id="recent-head">
            <History size={15} aria-hidden="true" /> Recent studies
          </h2>
          <RecentStudies />
        </section>
        <section className={asked ? "card asked" : "card"} aria-labelledby="files-head">
          <h2 id="files-head">
            <FolderOpen size={15} aria-hidden="true" /> {about?.host === "electron" ? "Drop a file" : "Files"}
            <span className="head-space" />
            <button
              type="button"
              className="link-button"
              aria-pressed={chosen !== null}
              data-tip="Run several recordings one after another with the same settings"
              onClick={() => setChosen(chosen === null ? [] : null)}
            >
              {chosen === null ? "Several recordings…" : "One recording"}
            </button>
          </h2>
          {asked && <FilesHint purpose={browsing} />}
          {about?.host === "electron" ? (
            <DropHint />
          ) : (
            <FileBrowser
              {...(chosen !== null && {
                chosen,
                onlyRecordings: true,
                onChoose: (path: string) => setChosen(chosen.includes(path) ? chosen.filter((other) => other !== path) : [...chosen, path]),
              })}
            />
          )}
          {chosen !== null && <BatchChooser chosen={chosen} onChange={setChosen} onDone={() => setChosen(null)} />}
        </section>
      </div>
      <BatchQueue />
    </main>
  );
}

function Opening({ what }: { readonly what: string }) {
  const job = useWorkstation((state) => (state.openingJob === null ? null : (state.jobs[state.openingJob] ?? null)));
  return (
    <div className="opening" role="status">
      <span>
        {what}
        {job && job.total > 0 ? `: ${job.done} of ${job.total}` : ""}…
      </span>
      <Progress label={what} part={job && job.total > 0 ? job.done / job.total : null} />
    </div>
  );
}

function DropHint() {
  return (
    <div className="drop-hint">
      <FileUp size={22} aria-hidden="true" />
      <p>Drop a movie or a study folder anywhere in this window.</p>
      <p className="quiet">TIFF of every kind, HDF5, NWB, MATLAB 7.3, OME-Zarr, NRRD, MHA, NIfTI, PNG, MP4, WebM</p>
    </div>
  );
}

function FilesHint({ purpose }: { readonly purpose: "recording" | "study" }) {
  return (
    <p className="files-hint" role="status">
      {purpose === "recording" ? "Choose a recording in this list." : "Choose a folder named .study in this list."}
    </p>
  );
}
