import { Failure } from "#contract/failure";
import { BodyGlow, type Glow } from "#core/optics/body-glow";
import { type Camera, expose, vignette } from "#core/optics/camera";
import { type BodyPoint, placeGranules, placeNuclei, positionOf } from "#core/optics/nuclei";
import { type Ellipsoid, NucleusImage } from "#core/optics/nucleus-image";
import { type Optics, greenOptics } from "#core/optics/pupil";
import { Random } from "#core/optics/random";
import { transients } from "#core/optics/transients";
import { type WormPose, wormMotion } from "#core/optics/worm-pose";

/** What is simulated. The same options give the same recording, to the byte. */
export interface SimulationOptions {
  readonly seed: number;
  readonly frames: number;
  readonly neurons: number;
  /** Pixels [y, x]. */
  readonly size: readonly [number, number];
  /** Green activity alone, or with a steady red channel. */
  readonly twoChannel: boolean;
  /** s between frames. */
  readonly interval: number;
  /** µm. */
  readonly pixelSize: number;
  /** Nuclei lie within ± this depth of the recorded plane, µm. */
  readonly spread: number;
  /** Swing of the running bends, radians: 0.12 a held worm, 0.9 a strongly bending one. */
  readonly bend: number;
  /** Photons in the brightest pixel of the first frame, noise-free. */
  readonly peakPhotons: number;
}

export const sampleOptions: SimulationOptions = {
  seed: 1,
  frames: 60,
  neurons: 60,
  size: [256, 512],
  twoChannel: true,
  interval: 0.3,
  pixelSize: 0.325,
  spread: 8,
  bend: 0.12,
  peakPhotons: 600,
};

/** Known truth of one frame: µm, photons, one entry a neuron. */
export interface FrameTruth {
  readonly z: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** Green photons the camera gathers from the nucleus in one exposure, in the middle of the field. */
  readonly f: Float64Array;
}

/** A microscope that looks at the scenes, with what it has worked out. */
export interface View {
  readonly channels: number;
  readonly image: NucleusImage;
  readonly glow: BodyGlow;
  slabs: { readonly frame: number; readonly glow: Glow } | null;
}

const camera: Camera = { offset: 100, gain: 1, readNoise: 1.5, vignetting: 0.12 };
const granules = 8;
/** Glow of the body's middle at its brightest, over the brightest pixel of the first frame. */
const glowShare = 0.05;
/** Even background over the same. */
const backgroundShare = 0.008;
/** Red against green: nuclei at rest, glow; bleaching a second. */
const redShare = 1.1;
const redGlow = 0.4;
const bleaching = [0.0006, 0.0012] as const;

/** A simulated worm recording: scenes known to the photon, seen through an aberrated wide-field microscope. */
export class Simulation {
  readonly optics: readonly Optics[];
  readonly camera = camera;
  /** Half thickness of the body, µm. */
  readonly thickness: number;
  readonly #nuclei: readonly BodyPoint[];
  readonly #granules: readonly BodyPoint[];
  readonly #activity: Float32Array;
  readonly #pose: (time: number) => WormPose;
  readonly #own: View;
  readonly #vignette: Float32Array;
  /** Photons of a typical nucleus, and of the glow's unit, a channel each. */
  readonly #photons: number;
  readonly #glowUnit: number;

  /** @throws Failure "out-of-range" for options that cannot be simulated */
  constructor(readonly options: SimulationOptions) {
    checkOptions(options);
    const { seed, size, pixelSize } = options;
    const random = new Random(seed, 0);
    const small = () => random.normal(0, 0.012);
    const green: Optics = {
      ...greenOptics,
      spherical: greenOptics.spherical * random.uniform(0.85, 1.15),
      astigmatism: [small(), small()],
      coma: [small(), small()],
    };
    this.optics = options.twoChannel ? [green, { ...green, emission: 0.6 }] : [green];
    const field = [size[0] * pixelSize, size[1] * pixelSize] as const;
    const long = Math.max(...field);
    const radius = Math.min(11, 0.3 * Math.min(...field));
    this.thickness = this.#depth + 0.6;
    const layout = { length: 0.86 * long, radius, thickness: this.#depth, seed };
    this.#nuclei = placeNuclei(options.neurons, layout);
    this.#granules = placeGranules(granules, layout);
    this.#activity = transients(options.neurons, options.frames, options.interval, seed);
    this.#pose = wormMotion({ field, radius, thickness: this.thickness, bend: options.bend, seed });
    this.#own = this.through(this.optics);
    this.#vignette = vignette(size, camera.vignetting);
    this.#photons = 1;
    this.#glowUnit = 0;
    const [first = new Float32Array()] = this.light(0, 0);
    this.#photons = options.peakPhotons / largest(first);
    const haze = new Float32Array(size[0] * size[1]);
    this.#addGlow(haze, this.#own, 0, 0, 1);
    this.#glowUnit = (glowShare * options.peakPhotons) / Math.max(largest(haze), 1e-9);
  }

  get channels(): number {
    return this.optics.length;
  }

  /** Where every neuron is and how much light it gives. */
  truth(frame: number): FrameTruth {
    const { neurons, frames, interval } = this.options;
    const time = frame * interval;
    const pose = this.#pose(time);
    const truth = {
      z: new Float64Array(neurons),
      y: new Float64Array(neurons),
      x: new Float64Array(neurons),
      f: new Float64Array(neurons),
    };
    this.#nuclei.forEach((nucleus, n) => {
      const [z, y, x] = positionOf(nucleus, pose, this.#depth, time);
      truth.z[n] = z;
      truth.y[n] = y;
      truth.x[n] = x;
      truth.f[n] = this.#photons * nucleus.brightness * (this.#activity[n * frames + frame] ?? 1) * Math.exp(-bleaching[0] * time);
    });
    return truth;
  }

  /** Another microscope on the same scenes, such as a confocal one; optics a channel each. */
  through(optics: readonly Optics[]): View {
    const { size, pixelSize } = this.options;
    return {
      channels: optics.length,
      image: new NucleusImage(optics, pixelSize),
      glow: new BodyGlow(optics[0]!, size, pixelSize),
      slabs: null,
    };
  }

  /**
   * Expected photons of a frame with the microscope focused at a depth: no noise, vignetting included.
   *
   * @param focus µm from the recorded plane, positive away from the objective
   * @param view  the microscope; the recording's own where left out
   * @returns     a channel each, [y, x]
   */
  light(frame: number, focus: number, view: View = this.#own): Float32Array[] {
    const { size, interval, peakPhotons } = this.options;
    const time = frame * interval;
    const images = Array.from({ length: view.channels }, () => new Float32Array(size[0] * size[1]));
    for (const body of this.#bodies(frame)) view.image.add(images, size, body, focus);
    images.forEach((image, channel) => {
      const fading = Math.exp(-(bleaching[channel as 0 | 1] ?? 0) * time);
      if (this.#glowUnit > 0) this.#addGlow(image, view, frame, focus, this.#glowUnit * fading * (channel === 0 ? 1 : redGlow));
      const floor = this.#glowUnit > 0 ? backgroundShare * peakPhotons : 0;
      for (let i = 0; i < image.length; i++) image[i] = (Math.max(0, image[i] as number) + floor) * (this.#vignette[i] as number);
    });
    return images;
  }

  /**
   * One recorded plane of each channel: grey levels with noise.
   *
   * @param plane names the exposure, so that each has noise of its own: 0 the movie's, 1.. those of a scanned stack
   */
  record(frame: number, focus: number, plane: number): Uint16Array[] {
    return this.light(frame, focus).map((light, channel) => {
      const grey = new Uint16Array(light.length);
      expose(light, camera, new Random(this.options.seed, 5, frame, plane, channel), grey);
      return grey;
    });
  }

  /** Half thickness that the nuclei's depth refers to: they stay inside the body and the asked spread. */
  get #depth(): number {
    return this.options.spread / 0.88;
  }

  #bodies(frame: number): Ellipsoid[] {
    const { frames, interval } = this.options;
    const time = frame * interval;
    const pose = this.#pose(time);
    const [green, red] = bleaching.map((rate) => Math.exp(-rate * time));
    const place = (point: BodyPoint, photons: readonly number[]): Ellipsoid => {
      const [z, y, x] = positionOf(point, pose, this.#depth, time);
      return { z, y, x, radii: point.radii, photons };
    };
    const nuclei = this.#nuclei.map((point, n) => {
      const unit = this.#photons * point.brightness;
      return place(point, [unit * (this.#activity[n * frames + frame] ?? 1) * (green ?? 1), unit * redShare * (red ?? 1)]);
    });
    return [
      ...nuclei,
      ...this.#granules.map((point) => place(point, [this.#photons * point.brightness, this.#photons * point.brightness * 0.15])),
    ];
  }

  /** The body's slabs are kept for the frame that was drawn last: a scan draws one frame many times. */
  #addGlow(image: Float32Array, view: View, frame: number, focus: number, factor: number): void {
    if (view.slabs?.frame !== frame)
      view.slabs = { frame, glow: view.glow.slabs(this.#pose(frame * this.options.interval), this.thickness) };
    view.glow.add(image, view.slabs.glow, focus, factor);
  }
}

function largest(values: Float32Array): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, values[i] as number);
  return top;
}

function checkOptions(options: SimulationOptions): void {
  const { size, frames, neurons, seed, interval, pixelSize, spread, bend, peakPhotons } = options;
  const bounds: readonly [string, number, number, number, boolean][] = [
    ["seed", seed, 0, Number.MAX_SAFE_INTEGER, true],
    ["frames", frames, 1, 100_000, true],
    ["neurons", neurons, 1, 1000, true],
    ["size (y)", size[0], 32, 4096, true],
    ["size (x)", size[1], 32, 4096, true],
    ["interval, s", interval, 0.001, 3600, false],
    ["pixel size, µm", pixelSize, 0.05, 2, false],
    ["spread, µm", spread, 1, 10, false],
    ["bend, radians", bend, 0, 1.2, false],
    ["peak photons", peakPhotons, 1, 50_000, false],
  ];
  for (const [name, value, low, high, whole] of bounds) {
    if (Number.isFinite(value) && value >= low && value <= high && (!whole || Number.isInteger(value))) continue;
    throw new Failure(
      "out-of-range",
      `The simulator takes ${name} from ${low} to ${high}${whole ? " (whole numbers)" : ""}, not ${value}.`,
      { name, value, low, high },
    );
  }
}
