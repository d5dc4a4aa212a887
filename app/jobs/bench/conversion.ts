import type { Progress } from "#contract/source";
import { deepZGraph } from "#io/model/deep-z-graph";
import type { Model } from "#io/model/open";
import { writeOnnx } from "#io/model/onnx-write";
import { createNetwork } from "#io/model/session";
import { benchFrame, testMovie } from "#jobs/bench/test-movie";
import { openRefocuser } from "#jobs/refocuser";

/** Seconds, all on the same frame size, cores and run. */
export interface ConversionTimes {
  readonly planes: number;
  /** One volume in memory by the model: from recorded frame to float planes. */
  readonly volume: number;
  /** Mean over all volumes of the network alone, and of the sum of planes. */
  readonly encode: number;
  readonly sum: number;
  /** One plane by the generator of Deep-Z with random weights, and a volume of them, which is planes × that. */
  readonly faithfulPlane: number;
  readonly faithfulVolume: number;
  /** How many times as fast the model is. */
  readonly ratio: number;
}

const rounds = 3;
const volumesPerRound = 6;

/**
 * Times the conversion of 512×512 frames to 41 planes against the faithful generator, turn by turn. Of each
 * the fastest counts, which is the one that other programs disturbed least.
 */
export async function* timeConversion(model: Model): AsyncGenerator<Progress, ConversionTimes> {
  const total = rounds + 1;
  yield { done: 0, total, message: "building the generator of Deep-Z" };
  const movie = testMovie(rounds * volumesPerRound);
  const plan = { min: -10, max: 10, step: 0.5 };
  const refocuser = await openRefocuser(movie, { model, plan, channels: [0], axialDirection: 1, pixelSize: [0.325, 0.325] });
  const faithful = await createNetwork(writeOnnx(deepZGraph(1)), model.threads);
  const [height, width] = benchFrame;
  const input = new Float32Array(2 * height * width).fill(0.1);
  const faithfulTimes: number[] = [];
  const volumeTimes: number[] = [];
  await faithful.run(input, [2, height, width], [1, height, width]);
  await refocuser.volume(0, 0);
  const before = { ...refocuser.times };
  try {
    for (let round = 0; round < rounds; round++) {
      yield { done: round + 1, total, message: "converting frames, and planes by the generator of Deep-Z" };
      faithfulTimes.push(await seconds(() => faithful.run(input, [2, height, width], [1, height, width])));
      for (let n = 0; n < volumesPerRound; n++) volumeTimes.push(await seconds(() => refocuser.volume(round * volumesPerRound + n, 0)));
    }
  } finally {
    await faithful.close();
  }
  const planes = refocuser.depths.length;
  const volume = Math.min(...volumeTimes);
  const faithfulPlane = Math.min(...faithfulTimes);
  return {
    planes,
    volume,
    encode: (refocuser.times.encode - before.encode) / volumeTimes.length,
    sum: (refocuser.times.planes - before.planes) / volumeTimes.length,
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
