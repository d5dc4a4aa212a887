import { Failure } from "#contract/failure";
import type { DepthPlan, Pair, Triple } from "#contract/geometry";
import { planesOf } from "#contract/geometry";
import type { FrameSource } from "#contract/source";
import type { Volume } from "#contract/volume";
import type { MeasuredScale } from "#core/image/movie-scale";
import { normalise } from "#core/image/normalise";
import { resample, resampling } from "#core/image/resample";
import { modelDepths, modelGrid, opticsWarnings, originWarnings } from "#core/refocus/checks";
import { depthWeights } from "#core/refocus/depth-weights";
import { focusSurface, planesAtNodes } from "#core/refocus/focus";
import { unlikeTraining } from "#core/refocus/frame-statistics";
import { recordedPlanes } from "#core/refocus/recorded-planes";
import { planTiles } from "#core/refocus/tiles";
import type { Model } from "#io/model/open";
import { measureChannel, notFinite } from "#io/volume/measure-scale";
import { alongSurface, type Develop, identity, perCoefficient, perPlane, type RefocusTimes } from "#jobs/develop";
import { modelSurface, type RefocusSurface } from "#jobs/refocus-surface";

/** What makes a recorded frame into a stack. */
export interface RefocusOptions {
  readonly model: Model;
  /** Planes, µm from the recorded plane. */
  readonly plan: DepthPlan;
  /** Which of the recording's channels to refocus, in the order they shall be stored. */
  readonly channels: readonly number[];
  /** +1 where the defocus asymmetry has the sense the model was trained on. */
  readonly axialDirection: 1 | -1;
  /** µm [y, x]. */
  readonly pixelSize: Pair;
  /** Scales measured before, one a channel asked for; measured anew where left out. */
  readonly scales?: readonly MeasuredScale[];
  /** One plane along this surface takes the place of the plan's; its depth stands as 0. */
  readonly surface?: RefocusSurface;
  /** Stops between tiles. */
  readonly signal?: AbortSignal;
}

/** Turns frames into stacks, one at a time, all with one scale a channel. */
export interface Refocuser {
  readonly depths: readonly number[];
  /** Voxels [z, y, x]; µm. */
  readonly shape: Triple;
  readonly voxel: Triple;
  readonly origin: Triple;
  /** Planes of the recording that one stack is made of. */
  readonly recorded: readonly number[];
  /** Scale of each channel asked for, in their order. */
  readonly scales: readonly MeasuredScale[];
  /** What a user should know about this recording with this model. */
  readonly warnings: readonly string[];
  readonly times: RefocusTimes;
  /**
   * The stack of one frame; `channel` counts among those asked for. The array is overwritten by the next call.
   *
   * @throws Failure "not-finite" | "truncated" | "unreadable"; the signal's reason where it is aborted
   */
  volume(t: number, channel: number): Promise<Volume>;
  /**
   * The depth coefficients of one frame [k, y, x], grey levels above background: any plane within the model's
   * range is a weighted sum of them (`focusPlane`). The array is overwritten by the next call.
   *
   * @throws Failure as `volume`; "unsupported" for a model that makes its planes one by one
   */
  coefficients(t: number, channel: number): Promise<Volume["data"]>;
}

/** Largest tile edge, pixels: what fits is faster in one piece. */
const largestTile = 1024;
const largestStack = 4 * 2 ** 30;

/**
 * Checks that the model can do what is asked, and measures the movie's scale.
 *
 * @throws Failure "out-of-range" | "wrong-axes" | "not-finite" | "empty" | "invalid-input"
 */
export async function openRefocuser(source: FrameSource, options: RefocusOptions): Promise<Refocuser> {
  const { info } = source;
  const { model, channels, axialDirection, pixelSize, signal } = options;
  const { manifest } = model;
  for (const c of channels) {
    if (info.channels[c] === undefined)
      throw new Failure("invalid-input", `${info.path} has no channel ${c}; it has ${info.channels.length}.`, {
        path: info.path,
        channel: c,
      });
  }
  const recorded = recordedPlanes(info, axialDirection, manifest);
  const plan = options.surface ? { min: 0, max: 0, step: 1 } : options.plan;
  const depths = options.surface ? [0] : modelDepths(plan, axialDirection, manifest, recorded.origin);
  const frame: Pair = [info.shape.y, info.shape.x];
  const grid = modelGrid(frame, pixelSize, manifest);
  requireRoom(depths.length, frame, info.path);
  const measures = [];
  if (!options.scales) for (const c of channels) measures.push(await measureChannel(source, c));
  const scales = options.scales ?? measures.map((measure) => measure.scale);

  const surface = options.surface ? modelSurface(options.surface, frame, axialDirection, recorded.origin, manifest) : null;
  const planes = planesOf(plan);
  const shape: Triple = [planes.length, frame[0], frame[1]];
  const voxel: Triple = [planes.length > 1 ? plan.step : 1, pixelSize[0], pixelSize[1]];
  const origin: Triple = [planes[0] as number, 0, 0];
  const times: RefocusTimes = { read: 0, encode: 0, planes: 0 };
  const size = frame[0] * frame[1];
  const image = new Float32Array(recorded.order.length * size);
  const regrid =
    grid[0] === frame[0] && grid[1] === frame[1]
      ? null
      : {
          there: resampling(frame, grid),
          back: resampling(grid, frame),
          image: new Float32Array(recorded.order.length * grid[0] * grid[1]),
        };
  const tilePlan = planTiles(grid, manifest.tensors.multiple, manifest.halo, largestTile);

  /** Reads a frame and develops it into maps [map, y, x] on the frame's own pixels. */
  function maker(develop: Develop, count: number): (t: number, channel: number) => Promise<Float32Array> {
    const maps = new Float32Array(count * size);
    const small = regrid === null ? maps : new Float32Array(count * grid[0] * grid[1]);
    return async (t, channel) => {
      const scale = scales[channel] as MeasuredScale;
      for (const [i, z] of recorded.order.entries()) {
        const started = performance.now();
        const plane = await source.read(t, channels[channel] as number, z);
        times.read += (performance.now() - started) / 1000;
        if (!normalise(plane.data, scale, image.subarray(i * size, (i + 1) * size))) throw notFinite(info.path, t);
        if (regrid !== null) resample(regrid.there, image, regrid.image, i * size, i * grid[0] * grid[1]);
      }
      await develop(regrid?.image ?? image, scale.scale, small);
      if (regrid !== null) for (let p = 0; p < count; p++) resample(regrid.back, small, maps, p * grid[0] * grid[1], p * size);
      return maps;
    };
  }
  const planesMaker = async () => {
    if (surface !== null) return surfaceMaker(surface.depth);
    if (manifest.signature === "deep-z") return maker(perPlane(model, depths, tilePlan, times, signal), planes.length);
    const weights = depthWeights(depths, manifest.depth);
    const folded = await model.fold(weights);
    const develop = folded
      ? perCoefficient(model, folded, identity(planes.length), planes.length, tilePlan, times, signal)
      : perCoefficient(model, model.run, weights, manifest.tensors.coefficients, tilePlan, times, signal);
    return maker(develop, planes.length);
  };
  const coefficientMaker = () => {
    const count = manifest.tensors.coefficients;
    return maker(perCoefficient(model, model.run, identity(count), count, tilePlan, times, signal), count);
  };
  const surfaceMaker = (depth: Float32Array): ReturnType<typeof maker> => {
    if (manifest.signature === "deep-z") {
      const small = regrid === null ? depth : new Float32Array(grid[0] * grid[1]);
      if (regrid !== null) resample(regrid.there, depth, small);
      return maker(alongSurface(model, small, tilePlan, times, signal), 1);
    }
    const { coefficients: count } = manifest.tensors;
    const make = coefficientMaker();
    const plane = new Float32Array(size);
    return async (t, channel) => {
      const encoding = { stored: await make(t, channel), shape: [count, ...frame] as const, scale: 1, offset: 0 };
      focusSurface(planesAtNodes(encoding, manifest.depth), manifest.depth.nodes, depth, plane);
      return plane;
    };
  };
  let toPlanes: ReturnType<typeof maker> | null = null;
  let toCoefficients: ReturnType<typeof maker> | null = null;

  return {
    depths: planes,
    shape,
    voxel,
    origin,
    recorded: [...recorded.order].sort((a, b) => a - b),
    scales,
    warnings: [
      ...warningsFor(
        source,
        options,
        measures.map((measure) => unlikeTraining(measure.statistics, manifest)),
      ),
      ...(surface?.warnings ?? []),
    ],
    times,
    async volume(t, channel) {
      toPlanes ??= await planesMaker();
      return { data: await toPlanes(t, channel), shape, voxel, origin };
    },
    async coefficients(t, channel) {
      if (manifest.signature === "deep-z") {
        throw new Failure(
          "unsupported",
          `The model ${manifest.id} makes its planes one by one, so there is no live focus with it; refocus the movie instead.`,
          {
            model: manifest.id,
          },
        );
      }
      toCoefficients ??= coefficientMaker();
      return toCoefficients(t, channel);
    },
  };
}

/** One stack has to fit into memory. */
function requireRoom(planes: number, [height, width]: Pair, path: string): void {
  const bytes = planes * height * width * 4;
  if (bytes <= largestStack) return;
  throw new Failure(
    "out-of-range",
    `${planes} planes of ${height} × ${width} pixels take ${(bytes / 2 ** 30).toFixed(1)} GiB, more than one stack of ${path} may; ask for fewer planes, or crop the recording.`,
    {
      path,
      planes,
      bytes,
      most: largestStack,
    },
  );
}

function warningsFor(
  source: FrameSource,
  { channels, model, pixelSize }: RefocusOptions,
  unlike: readonly (readonly string[])[],
): string[] {
  const { info } = source;
  const warnings = channels.flatMap((c) => {
    const channel = info.channels[c];
    return channel === undefined ? [] : opticsWarnings(pixelSize, channel, model.manifest, info.optics?.numericalAperture ?? null);
  });
  warnings.push(...originWarnings(info));
  unlike.forEach((sentences, i) => {
    const c = channels[i] as number;
    for (const sentence of sentences) warnings.push(channels.length > 1 ? `Channel ${info.channels[c]?.name ?? c}: ${sentence}` : sentence);
  });
  return [...new Set(warnings)];
}
