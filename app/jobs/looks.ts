import type { RecordingSettings } from "#contract/recording";
import type { Manifest } from "#contract/model";
import { Failure } from "#contract/failure";
import type { Orientation, Suggestions } from "#contract/naming";
import { atlas } from "#core/identify/atlas";
import { place } from "#core/identify/pair-weights";
import { termsOf } from "#core/identify/placing";
import { namePoints, rankNames } from "#core/identify/name-points";
import { cross, dot, frameOf } from "#core/identify/orientation";
import type { BlurReport } from "#contract/blur";
import type { TrustReport } from "#contract/trust";
import { frameScale } from "#core/image/movie-scale";
import { frameStatistics, unlikeTraining } from "#core/refocus/frame-statistics";
import { packEncoding, type Encoding } from "#core/refocus/focus";
import { openModel } from "#io/model/open";
import { openRecording } from "#io/recording/open";
import { openStudy } from "#io/study/study";
import type { Stored } from "#io/volume/chunk-voxels";
import { openRefocuser } from "#jobs/refocuser";
import { type BlurRequest, estimateBlurOf } from "#jobs/psf";
import { checkFrame } from "#jobs/trust";
import { openStudyVolumes } from "#jobs/study-volumes";

/** An encoded frame on its way to the window. */
export interface EncodedFrame extends Encoding {
  /** Depths of the coefficients, and the range the model was trained on, µm in the model's axial direction. */
  readonly depth: Manifest["depth"];
  readonly axialDirection: 1 | -1;
  readonly model: string;
  /** How this frame differs from those the model was trained on: sentences. */
  readonly unlike: readonly string[];
}

/** Stacks and encodings made for looking at, one at a time; the last study and the last recording stay open. */
export interface Looks {
  /** A stack as a store would hold it. @throws Failure as `openStudyVolumes` and the reader do */
  stack(study: string, run: string, t: number, c: number): Promise<Stored>;
  /** @throws Failure "missing-metadata" without a pixel size; as `openRefocuser` does */
  encode(of: { recording: string; settings: RecordingSettings; model: string; channel: number }, t: number): Promise<EncodedFrame>;
  /** What a refocused frame tells about itself. @throws as `encode` */
  check(of: Parameters<Looks["encode"]>[0], t: number, spread: boolean): Promise<TrustReport>;
  /** What a scanned stack tells about its microscope. @throws as `estimateBlurOf` */
  blur(of: BlurRequest): Promise<BlurReport>;
  /** Names of points. @throws Failure "invalid-input" for fewer than four */
  name(points: readonly number[], confirmed: readonly (readonly [number, number])[], orientation: Orientation | null): NamedPoints;
  close(): Promise<void>;
}

/** Names that positions suggest, one list a point. */
export interface NamedPoints {
  readonly names: Suggestions["tracks"][number]["names"][];
  readonly places: Suggestions["places"];
  readonly orientation: Orientation;
}

export function openLooks(): Looks {
  const stacks = kept((key: string) => openStacks(key.slice(key.indexOf(" ") + 1)));
  const encoders = kept((key: string) => openEncoder(JSON.parse(key) as Parameters<Looks["encode"]>[0]));
  return {
    // A run that took the place of another one is opened anew.
    stack: async (study, run, t, c) => (await stacks.get(`${run} ${study}`)).read(t, c),
    encode: async (of, t) => (await encoders.get(JSON.stringify(of))).encode(t),
    check: async (of, t, spread) => (await encoders.get(JSON.stringify(of))).check(t, spread),
    blur: estimateBlurOf,
    name: nameInOrder,
    close: async () => {
      await stacks.drop();
      await encoders.drop();
    },
  };
}

/** Keeps what was opened last. */
function kept<T extends { close(): Promise<void> }>(open: (key: string) => Promise<T>) {
  let last: { readonly key: string; readonly opened: Promise<T> } | null = null;
  async function drop(): Promise<void> {
    const old = last;
    last = null;
    await old?.opened.then((opened) => opened.close()).catch(() => undefined);
  }
  return {
    drop,
    async get(key: string): Promise<T> {
      if (last?.key !== key) {
        await drop();
        last = { key, opened: open(key) };
      }
      try {
        return await last.opened;
      } catch (error) {
        last = null;
        throw error;
      }
    },
  };
}

async function openStacks(path: string) {
  const study = openStudy(path, "read");
  const volumes = await openStudyVolumes(study).catch((error: unknown) => {
    study.close();
    throw error;
  });
  return {
    async read(t: number, c: number): Promise<Stored> {
      if (volumes.stored === null) throw new Failure("not-ready", `${path} holds no refocused stacks.`, { path });
      return volumes.stored.readStored(t, c);
    },
    async close() {
      await volumes.source.close();
      study.close();
    },
  };
}

async function openEncoder({ recording, settings, model: id, channel }: Parameters<Looks["encode"]>[0]) {
  const source = await openRecording(recording, settings);
  const model = await openModel(id);
  const { pixelSize, name, shape } = source.info;
  const { depth } = model.manifest;
  if (pixelSize === null || settings.pixelSize === 1) {
    throw new Failure("missing-metadata", `Refocusing needs the pixel size of ${name} in µm; say it in the recording's settings.`, {
      path: recording,
    });
  }
  const refocuser = await openRefocuser(source, {
    model,
    plan: { min: 0, max: 0, step: 1 },
    channels: [channel],
    axialDirection: settings.axialDirection,
    pixelSize,
  });
  const size = [model.manifest.tensors.coefficients, shape.y, shape.x] as const;
  return {
    async encode(t: number): Promise<EncodedFrame> {
      const encoding = packEncoding(await refocuser.coefficients(t, 0), size);
      const pixels = Float32Array.from((await source.read(t, channel, 0)).data);
      const statistics = frameStatistics(pixels, [shape.y, shape.x], frameScale(pixels));
      const unlike = unlikeTraining([statistics], model.manifest);
      return { ...encoding, depth, axialDirection: settings.axialDirection, model: model.manifest.id, unlike };
    },
    check: (t: number, spread: boolean): Promise<TrustReport> =>
      checkFrame(source, { model, axialDirection: settings.axialDirection, pixelSize, scales: refocuser.scales }, { t, channel, spread }),
    async close() {
      await model.close();
      await source.close();
    },
  };
}

/** How many names a neuron is offered, and how far beyond the points the atlas is shown, µm. */
const offered = 5;
const margin = 15;

function nameInOrder(points: readonly number[], confirmed: readonly (readonly [number, number])[], said: Orientation | null): NamedPoints {
  const all = Float64Array.from(points);
  const frame = said === null ? null : frameOf(said.head, said.dorsal, said.mirror);
  const naming = namePoints(all, atlas, { frame, confirmed: new Map(confirmed) });
  const count = all.length / 3;
  const bounds = [0, 1, 2].map((axis) => {
    const values = all.filter((_, at) => at % 3 === axis);
    return [Math.min(...values) - margin, Math.max(...values) + margin] as const;
  });
  const [left, tail, dorsal] = naming.frame;
  const head = [-tail[0], -tail[1], -tail[2]] as const;
  return {
    names: Array.from({ length: count }, (_, n) =>
      rankNames(naming.probability, n, atlas.length, offered).map(({ name, probability }) => ({ name: atlas[name]!.name, probability })),
    ),
    places: atlas
      .map(({ name, position }) => ({ name, place: place(naming.fit.map, termsOf(position, naming.about)) }))
      .filter((one) => one.place.every((value, axis) => value >= bounds[axis]![0] && value <= bounds[axis]![1])),
    orientation: said ?? { head, dorsal, mirror: dot(left, cross(dorsal, head)) < 0 },
  };
}
