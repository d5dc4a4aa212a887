import type { Progress } from "#contract/source";
import { deepZGraph } from "#io/model/deep-z-graph";
import type { Model } from "#io/model/open";
import { writeOnnx } from "#io/model/onnx-write";
import { createNetwork } from "#io/model/session";
import { benchFrame, testMovie } from "#jobs/bench/test-movie";
import { handsCrew, handsFor } from "#jobs/frame-crew";
import { openRefocuser } from "#jobs/refocuser";

/** Seconds, all on the same frame size, cores and run. */
export interface ConversionTimes {
  readonly planes: number;
  /** One volume of a movie in memory by the model, from recorded frame to float planes: all of a round over their number. */
  readonly volume: number;
  /** Frames made at once; 0 where this thread makes them one by one. */
  readonly hands: number;
  /** One volume by itself, with the network on all cores. */
  readonly alone: number;
  /** Mean over all volumes of the network alone, and of the sum of planes. */
  readonly encode: number;
  readonly sum: number;
  /** One plane by the generator of Deep-Z with random weights, and a volume of them, which is planes × that. */
  readonly faithfulPlane: number;
  readonly faithfulVolume: number;
  /** How many times as fast the model is. */
  readonly ratio: number;
}

const rounds = 5;
const volumesPerRound = 12;

/**
 * Times the conversion of a movie of 512×512 frames to 41 planes against the faithful generator, turn by turn. Of each
 * the fastest counts, which is the one that other programs disturbed least.
 */
export async function* timeConversion(model: Model): AsyncGenerator<Progress, ConversionTimes> {
  const total = rounds + 1;
  yield { done: 0, total, message: "building the generator of Deep-Z" };
  const movie = testMovie(volumesPerRound);
  const plan = { min: -10, max: 10, step: 0.5 };
  const job = { model, plan, channels: [0], axialDirection: 1, pixelSize: [0.325, 0.325] } as const;
  const refocuser = await openRefocuser(movie, job);
  const faithful = await createNetwork(writeOnnx(deepZGraph(1)), model.threads);
  const [height, width] = benchFrame;
  const input = new Float32Array(2 * height * width).fill(0.1);
  const faithfulTimes: number[] = [];
  const aloneTimes: number[] = [];
  const volumeTimes: number[] = [];
  await faithful.run(input, [2, height, width], [1, height, width]);
  await refocuser.volume(0, 0);
  const before = { ...refocuser.times };
  const hands = handsFor(job, refocuser.depths.length, benchFrame, volumesPerRound);
  const crew = hands > 0 ? await handsCrew({ source: movie, refocuser, store: null, job }, hands) : null;
  const convert = async (count: number) => {
    const made: Promise<unknown>[] = [];
    for (let t = 0; t < count; t++) made.push(crew === null ? refocuser.volume(t, 0) : (await crew.take(t, t)).done);
    await Promise.all(made);
  };
  try {
    await convert(Math.max(hands, 1));
    for (let round = 0; round < rounds; round++) {
      yield { done: round + 1, total, message: "converting frames, and planes by the generator of Deep-Z" };
      faithfulTimes.push(await seconds(() => faithful.run(input, [2, height, width], [1, height, width])));
      aloneTimes.push(await seconds(() => refocuser.volume(round, 0)));
      volumeTimes.push((await seconds(() => convert(volumesPerRound))) / volumesPerRound);
    }
  } finally {
    await crew?.close();
    await faithful.close();
  }
  const planes = refocuser.depths.length;
  const volume = Math.min(...volumeTimes);
  const faithfulPlane = Math.min(...faithfulTimes);
  const made = rounds * (volumesPerRound + 1) + Math.max(hands, 1);
  return {
    planes,
    volume,
    hands,
    alone: Math.min(...aloneTimes),
    encode: (refocuser.times.encode - before.encode) / made,
    sum: (refocuser.times.planes - before.planes) / made,
    faithfulPlane,
    faithfulVolume: faithfulPlane * planes,
    ratio: (faithfulPlane * planes) / volume,
  };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
