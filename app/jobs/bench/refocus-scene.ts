import type { Pair } from "#contract/geometry";
import type { BlobTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { blobsOf } from "#core/link/table-ops";
import { expose } from "#core/optics/camera";
import type { Optics } from "#core/optics/pupil";
import { Random } from "#core/optics/random";
import { sampleOptions, Simulation } from "#core/optics/simulation";

/** Photons in the brightest pixel of the scene's frame that its light is drawn for. */
const drawnPeak = 400;
const shape: Pair = [448, 448];
const step = 0.5;
const reach = 10;
/** How far breathing, roll and drift may carry a nucleus beyond its place, µm. */
const wander = 0.5;

/** A still scene known to the photon: nuclei within ±10 µm of the recorded plane, planes every half micrometre. */
export interface RefocusScene {
  readonly seed: number;
  readonly shape: Pair;
  readonly pitch: number;
  /** Planes, µm. */
  readonly depths: readonly number[];
  /** Noise-free planes, photons at a peak of 1 [plane, y, x]. */
  readonly light: readonly Float32Array[];
  readonly optics: Optics;
  readonly truth: BlobTable;
  /** What it was drawn by, for other microscopes to look at it. */
  readonly simulation: Simulation;
}

/** Planes of a scene, µm. */
export const sceneDepths = Array.from({ length: Math.round((2 * reach) / step) + 1 }, (_, k) => -reach + step * k);

/** Scenes by their seed, each drawn once. */
export class Scenes {
  readonly #drawn = new Map<number, RefocusScene>();
  readonly #draw: (seed: number) => RefocusScene;

  constructor(draw: (seed: number) => RefocusScene = drawScene) {
    this.#draw = draw;
  }

  at(seed: number): RefocusScene {
    const scene = this.#drawn.get(seed) ?? this.#draw(seed);
    this.#drawn.set(seed, scene);
    return scene;
  }
}

/**
 * Draws a scene of the program's own simulator, which is another family than the one models are trained on.
 *
 * @param depths planes to draw, µm; of `sceneDepths`
 */
export function drawScene(seed: number, depths: readonly number[] = sceneDepths): RefocusScene {
  const simulation = new Simulation({
    ...sampleOptions,
    frames: 1,
    neurons: 80,
    size: shape,
    spread: reach - wander,
    peakPhotons: drawnPeak,
    seed,
    twoChannel: false,
  });
  const light = depths.map((z) => simulation.light(0, z)[0]!.map((photons) => photons / drawnPeak));
  const { z, y, x } = simulation.truth(0);
  return {
    seed,
    shape,
    pitch: sampleOptions.pixelSize,
    depths,
    light,
    optics: simulation.optics[0]!,
    truth: { ...blobsOf(z.length), z, y, x },
    simulation,
  };
}

/**
 * The camera of the scenes: four grey levels a photon and 1.5 photons of read noise. With one level a photon, a frame of 80
 * photons has fewer levels than the Triangle mask's histogram has bars, and the mask takes in noise.
 */
export const sceneCamera = { offset: 100, gain: 4, readNoise: 6, vignetting: 0 } as const;

/** One exposure of a plane. @param peak photons in the brightest pixel of the recorded plane */
export function exposePlane(scene: RefocusScene, plane: number, peak: number, exposure: number): Uint16Array {
  const grey = new Uint16Array(shape[0] * shape[1]);
  const photons = scene.light[plane]!.map((value) => value * peak);
  expose(photons, sceneCamera, new Random(scene.seed, 5, exposure, Math.round(peak)), grey);
  return grey;
}

/** The stack that a scanning microscope would have recorded, an exposure a plane; grey levels above the camera's offset. */
export function scannedStack(scene: RefocusScene, peak: number): Volume {
  const [height, width] = scene.shape;
  const data = new Float32Array(scene.depths.length * height * width);
  scene.depths.forEach((_, k) => {
    const grey = exposePlane(scene, k, peak, k + 1);
    for (let i = 0; i < grey.length; i++) data[k * grey.length + i] = grey[i]! - sceneCamera.offset;
  });
  return {
    data,
    shape: [scene.depths.length, height, width],
    voxel: [step, scene.pitch, scene.pitch],
    origin: [-reach, 0, 0],
  };
}

/** Index of the plane at a depth. */
export function planeAt(scene: RefocusScene, z: number): number {
  return scene.depths.findIndex((depth) => Math.abs(depth - z) < 1e-6);
}
