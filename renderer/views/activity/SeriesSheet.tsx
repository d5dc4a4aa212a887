import { FolderOpen, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Series } from "#contract/series";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { NumberField } from "#renderer/ui/Field.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";

interface SeriesSheetProps {
  readonly series: readonly Series[];
  readonly reload: () => Promise<void>;
  readonly onClose: () => void;
}

/** Stimulus, temperature, stage position or behaviour, brought into the study from a table. */
export function SeriesSheet({ series, reload, onClose }: SeriesSheetProps) {
  const { client } = useOutside();
  const study = useWorkstation((state) => state.study?.handle ?? "");
  const inBrowser = useWorkstation((state) => state.about?.host === "browser");
  const attempt = useWorkstation((state) => state.attempt);
  const notify = useWorkstation((state) => state.notify);
  const [offset, setOffset] = useState<number | null>(0);
  const bring = async (path: string) => {
    const brought = await attempt(() => client.series.import({ study, path, offset: offset ?? 0 }));
    if (!brought) return;
    await reload();
    notify(`The study now holds ${brought.length} series.`, "done");
    onClose();
  };
  const pick = async () => {
    const picked = await attempt(() => client.files.pick({ purpose: "tracks" }));
    if (picked?.path) await bring(picked.path);
  };
  const remove = async (name: string) => {
    if (await attempt(() => client.series.remove({ study, name }))) await reload();
  };
  return (
    <Dialog title="Series from elsewhere" onClose={onClose}>
      <div className="import-sheet">
        <p>
          A CSV table with a column time_s (s) or t (frame) and a column for each series: stimulus, temperature, stage position, behaviour.
          A unit may stand in brackets behind a name. A series of the same name is replaced.
        </p>
        <NumberField
          label="Offset"
          help="Added to every time_s: when the other clock’s zero lies on the recording’s clock."
          unit="s"
          value={offset}
          onChange={setOffset}
        />
        {series.length > 0 && (
          <ul className="series-list" aria-label="Series in the study">
            {series.map(({ name, unit, time }) => (
              <li key={name}>
                <span>
                  {name}
                  {unit && ` (${unit})`}
                </span>
                <span className="quiet">{time.length} samples</span>
                <IconButton
                  icon={Trash2}
                  label={`Remove ${name}`}
                  tip="Take this series out of the study"
                  onClick={() => void remove(name)}
                />
              </li>
            ))}
          </ul>
        )}
        {inBrowser ? (
          <FileBrowser onChoose={(path) => void bring(path)} />
        ) : (
          <Button icon={FolderOpen} tone="primary" onClick={() => void pick()}>
            Choose a file
          </Button>
        )}
      </div>
    </Dialog>
  );
}
