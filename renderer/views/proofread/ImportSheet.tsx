import { FolderOpen } from "lucide-react";
import { useState } from "react";
import { useOutside, useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { SelectField } from "#renderer/ui/Field.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";

type Unit = "px" | "µm" | null;

/** Points, tracks and regions of other programs, taken into the study. */
export function ImportSheet({ onClose }: { readonly onClose: () => void }) {
  const store = useWorkstationStore();
  const { client } = useOutside();
  const inBrowser = useWorkstation((state) => state.about?.host === "browser");
  const there = useWorkstation((state) => state.tracks !== null);
  const [unit, setUnit] = useState<Unit>(null);
  const [points, setPoints] = useState(false);
  const [busy, setBusy] = useState(false);
  const { attempt, notify, acceptStudy } = store.getState();
  const bring = async (path: string) => {
    const { study } = store.getState();
    if (!study || busy) return;
    setBusy(true);
    const brought = await attempt(() => client.tracks.import({ study: study.handle, path, unit, as: points ? "points" : null }));
    setBusy(false);
    if (!brought) return;
    acceptStudy(brought.study);
    const along = brought.traces > 0 ? `, activity of ${brought.traces} neurons` : "";
    const more = brought.series > 0 ? `, ${brought.series} series` : "";
    const what =
      brought.as === "tracks" ? `${brought.tracks} tracks, ${brought.positions} positions${along}${more}` : `${brought.positions} points`;
    notify(`Imported ${what} (${brought.format}). ${brought.notes.join(" ")}`.trim(), "done");
    onClose();
  };
  const pick = async () => {
    const picked = await attempt(() => client.files.pick({ purpose: "tracks" }));
    if (picked?.path) await bring(picked.path);
  };
  return (
    <Dialog title="Import positions" onClose={onClose}>
      <div className="import-sheet">
        <p>
          Tables (CSV), TrackMate XML, ZephIR annotations, napari tracks and points, or a label image of the movie’s size; and what
          NemaTrace exported as Parquet, NWB, MATLAB or JSON, with its activity.
          {there ? " Imported tracks take the place of those in the study; edits by hand stay over them." : ""}
        </p>
        <SelectField
          label="Coordinates"
          help="What the numbers count. Most files say it; napari and label images count voxels."
          value={unit ?? ""}
          options={[
            { value: "", label: "as the file says" },
            { value: "px", label: "voxels (px)" },
            { value: "µm", label: "µm" },
          ]}
          onChange={(value) => setUnit(value === "px" || value === "µm" ? value : null)}
        />
        <SelectField
          label="Take"
          help="Positions alone are then followed by the Tracks step."
          value={points ? "points" : ""}
          options={[
            { value: "", label: "tracks" },
            { value: "points", label: "positions only" },
          ]}
          onChange={(value) => setPoints(value === "points")}
        />
        {busy && <p className="quiet">Reading the file…</p>}
        {inBrowser ? (
          <FileBrowser onChoose={(path) => void bring(path)} />
        ) : (
          <Button icon={FolderOpen} tone="primary" disabled={busy} onClick={() => void pick()}>
            Choose a file
          </Button>
        )}
      </div>
    </Dialog>
  );
}
