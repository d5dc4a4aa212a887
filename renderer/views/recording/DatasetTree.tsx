import { useEffect, useState } from "react";
import type { RecordingDataset, RecordingInfo } from "#contract/recording";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import "#renderer/views/recording/dataset-tree.css";

interface DatasetTreeProps {
  readonly info: RecordingInfo;
  /** Whether someone has said which array is meant. */
  readonly said: boolean;
  readonly disabled: boolean;
  readonly onChoose: (path: string) => void;
}

/** The arrays of a file of many as a tree; one of those that can be images is the recording. */
export function DatasetTree({ info, said, disabled, onChoose }: DatasetTreeProps) {
  const { client } = useOutside();
  const attempt = useWorkstation((state) => state.attempt);
  const [datasets, setDatasets] = useState<readonly RecordingDataset[]>([]);
  useEffect(() => {
    let stale = false;
    void attempt(() => client.recording.datasets({ path: info.path })).then((found) => {
      if (!stale && found) setDatasets(found);
    });
    return () => {
      stale = true;
    };
  }, [attempt, client, info.path]);
  const asked = info.missing.includes("dataset") && !said;
  return (
    <section aria-label="Arrays in the file">
      <h3 className="section-head">{asked ? "Which array is the recording?" : "Array in the file"}</h3>
      <div role="radiogroup" aria-label="Array" className="dataset-tree">
        {rowsOf(datasets).map(({ path, name, depth, dataset }) =>
          dataset ? (
            <label
              key={path}
              className="dataset-row"
              style={{ paddingInlineStart: `${depth * 14 + 6}px` }}
              data-tip={dataset.image ? `${path}: looks at this array as the recording` : `${path}: holds no grey-level images`}
            >
              <input
                type="radio"
                name="dataset"
                checked={dataset.path === info.dataset}
                disabled={disabled || !dataset.image}
                onChange={() => onChoose(dataset.path)}
              />
              <span className="dataset-name">{name}</span>
              <span className="dataset-shape">
                {dataset.shape.join(" × ") || "scalar"} {dataset.dtype}
                {dataset.unit === null ? "" : `, ${dataset.unit}`}
              </span>
            </label>
          ) : (
            <div key={path} className="dataset-row dataset-group" style={{ paddingInlineStart: `${depth * 14 + 6}px` }}>
              {name}
            </div>
          ),
        )}
      </div>
    </section>
  );
}

interface Row {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly dataset: RecordingDataset | null;
}

/** Groups and arrays in the order of the tree; groups that lead to no image are left out. */
function rowsOf(datasets: readonly RecordingDataset[]): Row[] {
  const rows: Row[] = [];
  const opened = new Set<string>();
  const withImages = new Set(datasets.filter(({ image }) => image).map(({ path }) => folderOf(path)));
  for (const dataset of datasets) {
    if (!withImages.has(folderOf(dataset.path))) continue;
    const parts = dataset.path.split("/").filter(Boolean);
    for (let depth = 0; depth < parts.length - 1; depth++) {
      const group = `/${parts.slice(0, depth + 1).join("/")}`;
      if (opened.has(group)) continue;
      opened.add(group);
      rows.push({ path: group, name: parts[depth] ?? "", depth, dataset: null });
    }
    rows.push({ path: dataset.path, name: parts.at(-1) ?? "", depth: parts.length - 1, dataset });
  }
  return rows;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
