import type { Manifest } from "#contract/model";
import type { Progress } from "#contract/source";
import type { Volume } from "#contract/volume";
import { gaussianWidth } from "#core/fit/gaussian-width";
import { median } from "#core/image/percentile";
import { expose } from "#core/optics/camera";
import { NucleusImage } from "#core/optics/nucleus-image";
import { PointSpread } from "#core/optics/point-spread";
import type { Optics } from "#core/optics/pupil";
import { Random } from "#core/optics/random";
import type { Model } from "#io/model/open";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { memoryMovie } from "#jobs/bench/memory-movie";
import { sceneCamera } from "#jobs/bench/refocus-scene";
import { nominalOptics } from "#jobs/nominal-optics";
import { openRefocuser } from "#jobs/refocuser";

const size = 256;
const spacing = 42;
const step = 0.25;
const peak = 2000;
const radius = 0.15;

/** Whether a model answers with planes of a confocal microscope. */
export function isConfocal({ target }: Manifest["optics"]): boolean {
  return typeof target === "object" && target !== null && "detection" in target && target.detection === "confocal";
}

/** Widths of single beads in a confocal-like stack against those that a confocal microscope would show: ratio, by Gaussian fits. */
export async function* measureConfocalBeads(model: Model): AsyncGenerator<Progress, readonly Accuracy[]> {
  yield { done: 0, total: 1, message: "beads, confocal-like" };
  const optics = nominalOptics(model.manifest);
  const pitch = model.manifest.optics.pixelSize;
  const random = new Random(77, 1);
  const beads = Array.from({ length: Math.floor(size / spacing) ** 2 }, (_, n) => {
    const across = Math.floor(size / spacing);
    const [row, column] = [Math.floor(n / across), n % across];
    return { y: (row + 0.5) * spacing * pitch, x: (column + 0.5) * spacing * pitch, z: random.uniform(-5, 5) };
  });
  const stack = await virtualStack(model, optics, pitch, beads);
  const truth = confocalWidths(optics, pitch);
  const widths = beads.map((bead) => widthsAt(stack, bead, pitch));
  return (["lateral", "axial"] as const).map((way): Accuracy => {
    const own = widths.map((width) => width[way] / truth[way]).filter(Number.isFinite);
    const middle = own.length === 0 ? Number.NaN : median(Float64Array.from(own));
    return {
      what: `confocal-like: ${way} width of beads, off the true confocal's by`,
      value: Math.abs(middle - 1),
      floor: 0.15,
      aim: 0.07,
      least: false,
      unit: "",
      each: [],
      note: `${model.manifest.id}: median of ${own.length} beads within ±5 µm ${middle.toFixed(2)} of ${truth[way].toFixed(2)} µm`,
    };
  });
}

interface Bead {
  readonly z: number;
  readonly y: number;
  readonly x: number;
}

async function virtualStack(model: Model, optics: Optics, pitch: number, beads: readonly Bead[]): Promise<Volume> {
  const light = new Float32Array(size * size);
  const draw = new NucleusImage([optics], pitch);
  for (const bead of beads) draw.add([light], [size, size], { ...bead, radii: [radius, radius, radius], photons: [1] }, 0);
  const top = light.reduce((best, value) => Math.max(best, value), 0);
  const grey = new Uint16Array(light.length);
  expose(
    light.map((value) => (peak * Math.max(value, 0)) / top + 2),
    sceneCamera,
    new Random(77, 2),
    grey,
  );
  const refocuser = await openRefocuser(memoryMovie("beads", [grey], [size, size]), {
    model,
    plan: { min: -8, max: 8, step },
    channels: [0],
    axialDirection: 1,
    pixelSize: [pitch, pitch],
  });
  return refocuser.volume(0, 0);
}

/** Along x and along z through the brightest voxel near a bead, µm. */
function widthsAt({ data, shape: [depths, height, width], origin }: Volume, bead: Bead, pitch: number): { lateral: number; axial: number } {
  const [row, column] = [Math.round(bead.y / pitch), Math.round(bead.x / pitch)];
  let [best, k, y, x] = [-Infinity, 0, row, column];
  for (let p = 0; p < depths; p++) {
    if (Math.abs(origin[0] + p * step - bead.z) > 3) continue;
    for (let v = row - 3; v <= row + 3; v++) {
      for (let u = column - 3; u <= column + 3; u++) {
        const value = data[(p * height + v) * width + u]!;
        if (value > best) [best, k, y, x] = [value, p, v, u];
      }
    }
  }
  const line = Array.from({ length: 21 }, (_, i) => data[(k * height + y) * width + x + i - 10]!);
  const upright = Array.from({ length: depths }, (_, p) => data[(p * height + y) * width + x]!);
  return { lateral: gaussianWidth(line, pitch).width, axial: gaussianWidth(upright, step).width };
}

/** Of a point in a confocal microscope of the same pupil: excitation times detection, the square of the point spread. */
function confocalWidths(optics: Optics, pitch: number): { lateral: number; axial: number } {
  const spread = new PointSpread(optics, 64, pitch);
  const depths = Array.from({ length: 49 }, (_, p) => (p - 24) * step);
  const axis = depths.map((d) => spread.at(d)[0]! ** 2);
  const sharpest = depths[axis.indexOf(Math.max(...axis))]!;
  const plane = spread.at(sharpest);
  const line = Array.from({ length: 21 }, (_, i) => plane[(i - 10 + 64) % 64]! ** 2);
  return { lateral: gaussianWidth(line, pitch).width, axial: gaussianWidth(axis, step).width };
}
