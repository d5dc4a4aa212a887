import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { mkdir } from "node:fs/promises";
import type { TrackTable } from "#contract/table";
import { drawBalls } from "#core/image/draw-balls";
import { rowsByFrame, selectRows } from "#core/link/table-ops";
import type { Ground } from "#io/foreign/foreign-tracks";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { writeText } from "#io/table/write-sheet";

/** A run of frames in which a neuron is always there: what the challenge calls a track. */
interface Piece {
  readonly label: number;
  readonly first: number;
  last: number;
  readonly parent: number;
}

/**
 * Writes a result in the layout of the Cell Tracking Challenge (Maška et al. 2023, doi:10.1038/s41592-023-01879-y):
 * `01_RES/maskNNN.tif`, a 16-bit label image a frame with a ball for each nucleus, and `res_track.txt` with
 * label, first and last frame, and parent. After a gap a neuron goes on under a new label, whose parent is the old
 * one, as the challenge wants it.
 *
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeCellTracking(folder: string, tracks: TrackTable, ground: Ground): Promise<void> {
  const place = join(folder, "01_RES");
  await mkdir(place, { recursive: true });
  const digits = Math.max(3, String(ground.frames - 1).length);
  const pieces: Piece[] = [];
  const latest = new Map<number, Piece>();
  const lowest = tracks.track.reduce((least, track) => (track >= 0 ? Math.min(least, track) : least), Number.MAX_SAFE_INTEGER);
  // 0 is the background's number.
  const shift = lowest === 0 ? 1 : 0;
  let next = tracks.track.reduce((most, track) => Math.max(most, track + shift), 0) + 1;
  const frames = rowsByFrame(tracks, ground.frames);
  const image = new Uint16Array(ground.shape[0] * ground.shape[1] * ground.shape[2]);
  for (let t = 0; t < ground.frames; t++) {
    const rows = Array.from(frames[t] ?? []).filter((row) => tracks.track[row]! >= 0);
    const balls = selectRows(tracks, rows);
    const radius = balls.radius.map((size) => (size > 0 ? size : 2 * ground.voxel[2]));
    drawBalls({ ...balls, radius, label: rows.map((_, i) => i + 1) }, ground.shape, ground.voxel, ground.origin, image);
    // A nucleus that lies on another's middle may have no voxel of its own; what cannot be seen is in no track.
    const seen = new Set(image);
    const labels = rows.map((row, i) => (seen.has(i + 1) ? labelOf(tracks.track[row]!, t) : 0));
    image.forEach((number, at) => (image[at] = number === 0 ? 0 : labels[number - 1]!));
    const [z, y, x] = ground.shape;
    const file = await createOmeTiff(join(place, `mask${String(t).padStart(digits, "0")}.tif`), {
      shape: { t: 1, c: 1, z, y, x },
      dtype: "uint16",
      pixelSize: ground.unit === "µm" ? [ground.voxel[1], ground.voxel[2]] : null,
      zStep: ground.unit === "µm" && z > 1 ? ground.voxel[0] : null,
      interval: null,
      channels: [],
    });
    for (let k = 0; k < z; k++) await file.write(image.subarray(k * y * x, (k + 1) * y * x));
    await file.finish();
    await setImmediate();
  }
  const lines = pieces.sort((a, b) => a.label - b.label).map(({ label, first, last, parent }) => `${label} ${first} ${last} ${parent}\n`);
  await writeText(join(place, "res_track.txt"), lines);

  function labelOf(track: number, t: number): number {
    const before = latest.get(track);
    if (before && before.last === t - 1) {
      before.last = t;
      return before.label;
    }
    const piece: Piece = { label: before ? next++ : track + shift, first: t, last: t, parent: before?.label ?? 0 };
    pieces.push(piece);
    latest.set(track, piece);
    return piece.label;
  }
}
