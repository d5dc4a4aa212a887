import { planesOf } from "#contract/geometry";
import type { Progress } from "#contract/source";
import type { Volume } from "#contract/volume";
import { gaussianWidth } from "#core/fit/gaussian-width";
import { median } from "#core/image/percentile";
import { expose } from "#core/optics/camera";
import { type Ellipsoid, NucleusImage } from "#core/optics/nucleus-image";
import type { Optics } from "#core/optics/pupil";
import { Random } from "#core/optics/random";
import { linearFit } from "#core/score/fidelity";
import type { Model } from "#io/model/open";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { memoryMovie } from "#jobs/bench/memory-movie";
import { toldDepths, toldPlanes, virtualStack } from "#jobs/bench/refocus-fidelity";
import { exposePlane, planeAt, sceneCamera, type Scenes } from "#jobs/bench/refocus-scene";
import { nominalOptics, targetOptics } from "#jobs/nominal-optics";
import { openRefocuser } from "#jobs/refocuser";

const size = 256;
const spacing = 42;
const plan = { min: -8, max: 8, step: 0.25 };
const peak = 2000;
/** Radii of what stands alone, µm: beads are points to the microscope, nuclei are not. */
const kinds = [
  { name: "beads", radius: [0.15, 0.15] },
  { name: "nuclei", radius: [1.1, 1.7] },
] as const;
type Kind = (typeof kinds)[number];
const seeds = [501, 502] as const;
const scenePeak = 400;

/**
 * A confocal-like model against a true confocal microscope, the simulator's: widths of beads and nuclei that stand alone, by
 * the same Gaussian fits in both stacks, and planes of worms.
 */
export async function* measureConfocalLike(model: Model, scenes: Scenes): AsyncGenerator<Progress, readonly Accuracy[]> {
  const figures: Accuracy[] = [];
  for (const [n, kind] of kinds.entries()) {
    yield { done: n, total: kinds.length + seeds.length, message: `${kind.name}, confocal-like` };
    figures.push(...(await compareWidths(model, kind)));
  }
  const each: number[] = [];
  for (const [n, seed] of seeds.entries()) {
    yield { done: kinds.length + n, total: kinds.length + seeds.length, message: `scene ${seed}, confocal-like` };
    each.push(await likeness(model, scenes, seed));
  }
  figures.push({
    what: "confocal-like: Pearson with the true confocal planes, mean over z",
    value: each.reduce((sum, one) => sum + one, 0) / each.length,
    floor: null,
    aim: null,
    least: true,
    unit: "",
    each,
    note: `${model.manifest.id}; scenes ${seeds.join(", ")} at ${scenePeak} photons, planes −10 … 10 µm`,
  });
  return figures;
}

async function compareWidths(model: Model, kind: Kind): Promise<Accuracy[]> {
  const pitch = model.manifest.optics.pixelSize;
  const bodies = drawBodies(kind, pitch);
  const [made, scanned] = [await virtualBodies(model, bodies, pitch), trueBodies(targetOptics(model.manifest), bodies, pitch)];
  const pairs = bodies.map((body) => [widthsAt(made, body, pitch), widthsAt(scanned, body, pitch)] as const);
  return (["lateral", "axial"] as const).map((way): Accuracy => {
    const ratios = pairs.map(([ours, theirs]) => ours[way] / theirs[way]).filter(Number.isFinite);
    const middle = ratios.length === 0 ? Number.NaN : median(Float64Array.from(ratios));
    const width = median(Float64Array.from(pairs, ([, theirs]) => theirs[way]));
    return {
      what: `confocal-like: ${way} width of ${kind.name}, off the true confocal's by`,
      value: Math.abs(middle - 1),
      floor: 0.15,
      aim: 0.07,
      least: false,
      unit: "",
      each: [],
      note: `${model.manifest.id}: median of ${ratios.length} of ${bodies.length} within ±5 µm, ${middle.toFixed(2)} of ${width.toFixed(2)} µm`,
    };
  });
}

function drawBodies({ radius: [small, large] }: Kind, pitch: number): Ellipsoid[] {
  const random = new Random(77, 1);
  const across = Math.floor(size / spacing);
  return Array.from({ length: across ** 2 }, (_, n) => {
    const radius = random.uniform(small, large);
    return {
      y: (Math.floor(n / across) + 0.5) * spacing * pitch,
      x: ((n % across) + 0.5) * spacing * pitch,
      z: random.uniform(-5, 5),
      radii: [radius, radius, radius],
      photons: [1],
    };
  });
}

function drawPlane(draw: NucleusImage, bodies: readonly Ellipsoid[], focus: number): Float32Array {
  const light = new Float32Array(size * size);
  for (const body of bodies) draw.add([light], [size, size], body, focus);
  return light;
}

/** What the model makes of one wide-field exposure. */
async function virtualBodies(model: Model, bodies: readonly Ellipsoid[], pitch: number): Promise<Volume> {
  const light = drawPlane(new NucleusImage([nominalOptics(model.manifest)], pitch), bodies, 0);
  const top = light.reduce((best, value) => Math.max(best, value), 0);
  const grey = new Uint16Array(light.length);
  const photons = light.map((value) => (peak * Math.max(value, 0)) / top + 2);
  expose(photons, sceneCamera, new Random(77, 2), grey);
  const movie = memoryMovie("beads", [grey], [size, size]);
  const refocuser = await openRefocuser(movie, { model, plan, channels: [0], axialDirection: 1, pixelSize: [pitch, pitch] });
  return refocuser.volume(0, 0);
}

/** The stack that a microscope scans of them, without noise. */
function trueBodies(optics: Optics, bodies: readonly Ellipsoid[], pitch: number): Volume {
  const draw = new NucleusImage([optics], pitch);
  const depths = planesOf(plan);
  const data = new Float32Array(depths.length * size * size);
  depths.forEach((z, k) => data.set(drawPlane(draw, bodies, z), k * size * size));
  return { data, shape: [depths.length, size, size], voxel: [plan.step, pitch, pitch], origin: [plan.min, 0, 0] };
}

/** Along x and along z through the brightest voxel near a body, µm. */
function widthsAt(
  { data, shape: [depths, height, width], origin }: Volume,
  body: Ellipsoid,
  pitch: number,
): Record<"lateral" | "axial", number> {
  const [row, column] = [Math.round(body.y / pitch), Math.round(body.x / pitch)];
  let [best, k, y, x] = [-Infinity, 0, row, column];
  for (let p = 0; p < depths; p++) {
    if (Math.abs(origin[0] + p * plan.step - body.z) > 3) continue;
    for (let v = row - 3; v <= row + 3; v++) {
      for (let u = column - 3; u <= column + 3; u++) {
        const value = data[(p * height + v) * width + u]!;
        if (value > best) [best, k, y, x] = [value, p, v, u];
      }
    }
  }
  const line = Array.from({ length: 21 }, (_, i) => data[(k * height + y) * width + x + i - 10]!);
  const upright = Array.from({ length: depths }, (_, p) => data[(p * height + y) * width + x]!);
  return { lateral: gaussianWidth(line, pitch).width, axial: gaussianWidth(upright, plan.step).width };
}

/** Pearson of virtual planes with those of a confocal microscope that looks at the same worm, mean over z. */
async function likeness(model: Model, scenes: Scenes, seed: number): Promise<number> {
  const scene = scenes.at(seed);
  const frame = exposePlane(scene, planeAt(scene, 0), scenePeak, 0);
  const made = toldPlanes(await virtualStack(model, scene, [frame]), scene);
  const { emission, index } = scene.optics;
  const confocal = scene.simulation.through([{ ...targetOptics(model.manifest), emission, index }]);
  const likenesses = toldDepths.map((z, n) => linearFit(made[n]!, scene.simulation.light(0, z, confocal)[0]!).pearson);
  return likenesses.reduce((sum, one) => sum + one, 0) / likenesses.length;
}
