import { Failure } from "#contract/failure";
import type { TrackTable } from "#contract/table";
import type { ForeignTracks, ForeignUnit, Ground, ImportWishes } from "#io/foreign/foreign-tracks";

/** A nucleus whose size nobody said, µm; in a study that counts in pixels, px. */
const usualRadius = { µm: 1.4, px: 4 } as const;

/**
 * Positions in the study's lengths, checked against the movie they are put into.
 *
 * @param path for what is said of it
 * @throws Failure "out-of-range" where frames lie behind the movie's end or most positions beside the image,
 *         "invalid-input" where a track is in two places at once or µm meet a study that counts in pixels
 */
export function toStudy({ table, unit, zFromFirstPlane }: ForeignTracks, ground: Ground, wishes: ImportWishes, path: string): TrackTable {
  const counts: ForeignUnit = wishes.unit === "px" ? "voxel" : (wishes.unit ?? unit);
  if (counts === "µm" && ground.unit === "px")
    throw new Failure("invalid-input", `${path} is in µm, and the study counts in pixels; give the study its pixel size first.`, { path });
  const [dz, dy, dx] = counts === "voxel" ? ground.voxel : [1, 1, 1];
  const first = zFromFirstPlane || counts === "voxel" ? ground.origin[0] : 0;
  const placed: TrackTable = {
    ...table,
    z: table.z.map((z) => (ground.shape[0] === 1 ? ground.origin[0] : first + z * dz)),
    y: table.y.map((y) => y * dy),
    x: table.x.map((x) => x * dx),
    radius: table.radius.map((radius) => (radius > 0 ? radius * dx : usualRadius[ground.unit])),
  };
  checkFrames(placed, ground, path);
  checkPlaces(placed, ground, path);
  checkUnique(placed, path);
  return placed;
}

function checkFrames({ t }: TrackTable, { frames }: Ground, path: string): void {
  const wrong = t.find((frame) => frame < 0 || frame >= frames);
  if (wrong === undefined) return;
  throw new Failure(
    "out-of-range",
    `${path} speaks of frame ${wrong}, and the movie has frames 0 to ${frames - 1}; is it of another movie, or counted from 1?`,
    { path, t: wrong, frames },
  );
}

function checkPlaces(table: TrackTable, { shape, voxel, unit }: Ground, path: string): void {
  const beside = table.y.reduce((count, y, row) => {
    const x = table.x[row]!;
    return count + (y < -voxel[1] || x < -voxel[2] || y > shape[1] * voxel[1] || x > shape[2] * voxel[2] ? 1 : 0);
  }, 0);
  if (beside * 2 <= table.y.length) return;
  throw new Failure(
    "out-of-range",
    `${beside} of the ${table.y.length} positions in ${path} lie beside the image (${fixed(shape[1] * voxel[1])} × ${fixed(shape[2] * voxel[2])} ${unit}); say what its coordinates count with --unit px or --unit um.`,
    { path, beside, positions: table.y.length, flag: "--unit" },
  );
}

function checkUnique({ t, track }: TrackTable, path: string): void {
  const seen = new Set<string>();
  track.forEach((one, row) => {
    const key = `${one}@${t[row]!}`;
    if (one >= 0 && seen.has(key))
      throw new Failure(
        "invalid-input",
        `${path}: track ${one} is in two places in frame ${t[row]!}; give each neuron a track of its own.`,
        {
          path,
          track: one,
          t: t[row]!,
        },
      );
    seen.add(key);
  });
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}
