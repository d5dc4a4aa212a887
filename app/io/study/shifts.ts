import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameShifts } from "#io/recording/prepared-source";
import type { StudyMeta } from "#io/study/meta";

/**
 * The table of what registration took from each frame, `shifts-<key>.csv` in the study folder: `t,dy,dx`, px of the
 * prepared frame, and `turn`, degrees, where registration turns frames. The key stands for recording, layout and preparation, so a table never speaks of other frames.
 */
export function shiftsPath(study: string, { recordingHash, settings }: Pick<StudyMeta, "recordingHash" | "settings">): string {
  const { axes, activityChannel, referenceChannel, layout, preparation } = settings;
  const what = JSON.stringify([recordingHash, axes, activityChannel, referenceChannel, layout, preparation]);
  return join(study, `shifts-${createHash("sha256").update(what).digest("hex").slice(0, 12)}.csv`);
}

/** Adds the shifts of a table to those known; a table that is not there, or is cut, adds what it has. */
export async function readShifts(path: string, into: FrameShifts): Promise<void> {
  if (!existsSync(path)) return;
  const [, ...rows] = (await readFile(path, "utf8")).split("\n");
  for (const row of rows) {
    const match = /^(\d+),(-?[\d.]+),(-?[\d.]+)(?:,(-?[\d.]+))?$/.exec(row);
    if (match) into.set(Number(match[1]), [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)]);
  }
}

/** Writes the table anew, frames in order; it takes its name when it is whole. */
export async function writeShifts(path: string, shifts: FrameShifts): Promise<void> {
  const turned = [...shifts.values()].some(([, , turn]) => turn !== 0);
  const rows = [...shifts]
    .sort(([a], [b]) => a - b)
    .map(([t, [dy, dx, turn]]) =>
      [t, Number(dy.toFixed(3)), Number(dx.toFixed(3)), ...(turned ? [Number(turn.toFixed(4))] : [])].join(","),
    );
  await writeFile(`${path}.${process.pid}.partial`, `t,dy,dx${turned ? ",turn" : ""}\n${rows.join("\n")}\n`);
  await rename(`${path}.${process.pid}.partial`, path);
}
