import type { RunRecord } from "#contract/study";
import { formatBytes, formatDuration } from "#renderer/ui/format.ts";
import { changedWords } from "#renderer/views/steps/step-words.ts";

/** What the last run has to say. */
export function RunSummary({
  run,
  status,
  changed,
}: {
  readonly run: RunRecord;
  readonly status: string;
  readonly changed: readonly string[];
}) {
  const facts = Object.entries(run.summary).flatMap(([name, value]) => {
    const [what, unit] = splitUnit(name);
    const text = textOf(what, value);
    return text === null ? [] : [[sentence(what), unit === "" ? text : `${text} ${unit}`] as const];
  });
  const seconds = run.finished === null ? null : (Date.parse(run.finished) - Date.parse(run.started)) / 1000;
  return (
    <section aria-label="Last run" className="run-summary">
      <h3 className="section-head">
        Last run
        {status === "stale" && <span className="chip chip-warn">out of date</span>}
        {run.status === "partial" && <span className="chip chip-warn">{`${run.done} of ${run.total}`}</span>}
      </h3>
      <dl className="facts" hidden={facts.length === 0 && seconds === null}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {seconds !== null && (
          <div>
            <dt>Took</dt>
            <dd>{seconds < 1 ? "less than 1 s" : formatDuration(seconds)}</dd>
          </div>
        )}
      </dl>
      {run.status === "partial" && status !== "stale" && (
        <p className="quiet">Stopped on the way. What is finished is kept; go on from there.</p>
      )}
      {status === "stale" && <p className="quiet">{`${changedWords(changed)} changed since. Run it again to bring it up to date.`}</p>}
    </section>
  );
}

/** "growth with depth, µm a µm" is a growth in µm a µm: the unit stands with the number. */
function splitUnit(name: string): readonly [string, string] {
  const at = name.lastIndexOf(", ");
  return at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 2)];
}

/** A fact for people; paths, hashes and counts of nothing are left to the run record. */
function textOf(name: string, value: unknown): string | null {
  if (typeof value === "number")
    return /bytes/i.test(name) ? formatBytes(value) : value === 0 ? null : value.toLocaleString("en", { maximumSignificantDigits: 4 });
  if (typeof value === "string") return value === "" || /[\\/]|^[0-9a-f]{32,}$/.test(value) ? null : value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return null;
}

const words: Readonly<Record<string, string>> = {
  blobs: "Nuclei, all frames",
  made: "Frames made",
  kept: "Frames kept",
  clipped: "Clipped voxels",
  bytes: "On disk",
};

/** "neuronsPerFrame" to "Neurons per frame". */
function sentence(name: string): string {
  const known = words[name];
  if (known !== undefined) return known;
  const spaced = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]/g, " ")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
