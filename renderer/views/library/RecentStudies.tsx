import { useWorkstation } from "#renderer/state/store.ts";
import { formatWhen } from "#renderer/ui/format.ts";

/** Studies opened lately, newest first. */
export function RecentStudies() {
  const recent = useWorkstation((state) => state.recent);
  const opening = useWorkstation((state) => state.opening);
  const openStudy = useWorkstation((state) => state.openStudy);
  if (recent.length === 0) {
    return (
      <p className="empty">
        No study yet. A study keeps a recording together with its stacks, neurons, traces and your corrections, in one folder beside the
        recording.
      </p>
    );
  }
  return (
    <ul className="rows">
      {recent.map((study) => (
        <li key={study.path}>
          <button
            type="button"
            className="row"
            disabled={!study.exists || opening !== null}
            data-tip={study.exists ? study.path : `Not there any more: ${study.path}`}
            onClick={() => void openStudy(study.path)}
          >
            <span className="row-name">
              {study.name} <span className="row-place">{folderOf(study.path)}</span>
            </span>{" "}
            <span className="row-fact">{study.exists ? formatWhen(study.opened, new Date()) : "missing"}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Name of the folder that a study lies in; studies of like-named movies differ by it. */
function folderOf(path: string): string {
  return path.split(/[\\/]/).at(-2) ?? "";
}
