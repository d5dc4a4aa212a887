import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "#contract/source";
import { drawNeurons } from "#core/detect/draw-neurons";
import { writeLabels } from "#io/volume/labels";
import { levelCount, storageOf, type VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { testMovie } from "#jobs/bench/test-movie";

/** What keeping costs a frame beside its full resolution, s; the fastest of several turns each. */
export interface KeepingTimes {
  /** Storing the full resolution alone, and with its smaller copies. */
  readonly plain: number;
  readonly levels: number;
  /** Reading the frame's chunks and comparing their checksums, as a run that goes on and `verify` do. */
  readonly check: number;
  /** Drawing and storing the labels of 150 neurons. */
  readonly labels: number;
}

const planes = 41;
const turns = 4;
const neurons = 150;

/** Times the smaller copies, checksums and labels of 512×512 frames of 41 planes, turn by turn in the same run. */
export async function* timeKeeping(folder: string): AsyncGenerator<Progress, KeepingTimes> {
  const shape = [planes, 512, 512] as const;
  const stack = new Float32Array(planes * 512 * 512);
  const { data } = await testMovie(1).read(0, 0, 0);
  for (let z = 0; z < planes; z++)
    for (let i = 0; i < data.length; i++) stack[z * data.length + i] = (data[i] as number) * (1 - Math.abs(z - 20) / 40) - 60;
  const spec: VolumeSpec = {
    frames: turns,
    firstFrame: 0,
    channels: [{ name: "GCaMP", role: "activity", window: [0, 4000] }],
    shape,
    voxel: [0.5, 0.325, 0.325],
    origin: [-10, 0, 0],
    unit: "µm",
    interval: 0.25,
    ...storageOf("uint16", -1000, 8000),
    compression: "lz4",
    virtual: null,
  };
  const paths = { plain: join(folder, "plain.ome.zarr"), levels: join(folder, "levels.ome.zarr") };
  const plain = await openStore(paths.plain, { ...spec, levels: 1 });
  const levels = await openStore(paths.levels, { ...spec, levels: levelCount(shape) });
  const times = { plain: Infinity, levels: Infinity, check: Infinity, labels: Infinity };
  const keep = async (name: keyof KeepingTimes, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    times[name] = Math.min(times[name], (performance.now() - started) / 1000);
  };
  for (let t = 0; t < turns; t++) {
    yield { done: t, total: turns, message: "storing smaller copies, checksums and labels" };
    for (const [name, store] of [
      ["plain", plain],
      ["levels", levels],
    ] as const)
      await keep(name, () => store.write(t, 0, stack).then(() => store.finish(t)));
    await keep("check", () => levels.holds(t));
  }
  const places = Array.from({ length: neurons }, (_, n) => n);
  const volume = { data: stack, shape, voxel: spec.voxel, origin: spec.origin };
  const nuclei = {
    z: places.map((n) => (n % 20) - 10),
    y: places.map((n) => 20 + (n % 15) * 9),
    x: places.map((n) => 10 + Math.floor(n / 15) * 15),
    radius: places.map(() => 1.4),
    label: places.map((n) => n + 1),
  };
  const drawn = writeLabels(paths.levels, levels.spec, "bench", [], (_, into) => drawNeurons(volume, nuclei, {}, into));
  for (let t = 0; t < turns; t++) await keep("labels", () => drawn.next());
  await drawn.next();
  for (const path of Object.values(paths)) await rm(path, { recursive: true, force: true });
  return times;
}
