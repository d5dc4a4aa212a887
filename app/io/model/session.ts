import { availableParallelism } from "node:os";
import type { Provider } from "#io/model/providers";
import type { InferenceSession, Tensor } from "onnxruntime-node";

type TileShape = readonly [channels: number, y: number, x: number];

/** A network ready to run on tiles, outputs reused from call to call. */
export interface Network {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly provider: string;
  readonly runtime: string;
  readonly threads: number;
  /** Runs a tile [channels, y, x]; the answer is overwritten by the next call with the same shape. */
  run(input: Float32Array, from: TileShape, to: TileShape): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Cores this process may use. */
export function defaultThreads(): number {
  return availableParallelism();
}

/**
 * Loads ONNX bytes on a provider, the processor where none is named. onnxruntime is loaded on first use. While a tile runs, this
 * thread does nothing else.
 *
 * @throws whatever onnxruntime says of a file it cannot load
 */
export async function createNetwork(bytes: Uint8Array, threads: number, provider: Provider = "cpu"): Promise<Network> {
  const ort = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(bytes, {
    // Without the processor beside it, what a provider cannot do is refused instead of being done elsewhere unnoticed.
    executionProviders: [provider],
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  });
  const [input = "", output = ""] = [session.inputNames[0], session.outputNames[0]];
  let kept: { readonly key: string; readonly tensor: Tensor; readonly data: Float32Array } | null = null;
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    provider,
    runtime: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`,
    threads,
    async run(data, from, to) {
      const key = to.join();
      if (kept?.key !== key) {
        const space = new Float32Array(to[0] * to[1] * to[2]);
        kept = { key, tensor: new ort.Tensor("float32", space, [1, ...to]), data: space };
      }
      const feeds: InferenceSession.FeedsType = { [input]: new ort.Tensor("float32", data, [1, ...from]) };
      await session.run(feeds, { [output]: kept.tensor });
      return kept.data;
    },
    async close() {
      kept = null;
      await session.release();
    },
  };
}
