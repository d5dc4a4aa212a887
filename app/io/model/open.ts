import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import { hasExternalData } from "#io/model/external-data";
import { modelFolder } from "#io/model/find";
import { foldPlanes, lastLayer } from "#io/model/fold-planes";
import { readManifest } from "#io/model/manifest";
import { type OpenedGraph, openShuffle } from "#io/model/open-shuffle";
import { chosenProvider, differenceOf, mostDifference, type Provider } from "#io/model/providers";
import { createNetwork, defaultThreads, type Network } from "#io/model/session";

/** A model loaded and tested. */
export interface Model {
  readonly manifest: Manifest;
  readonly folder: string;
  /** SHA-256 of the ONNX file, hex. */
  readonly hash: string;
  readonly provider: string;
  /** Name and version of the library that runs it. */
  readonly runtime: string;
  readonly threads: number;
  /** 2 where `run` answers in blocks of 2×2 pixels: four maps [y / 2, x / 2] for one [y, x], in the order of pixels. */
  readonly block: 1 | 2;
  /**
   * Runs one tile. "coefficients": image [y, x] to coefficients [k, y, x], or in blocks [4k, y / 2, x / 2];
   * "deep-z": image and depth / 10 [2, y, x] to a plane [y, x]. Edges are multiples of
   * `manifest.tensors.multiple`. The answer is overwritten by the next call.
   */
  run(input: Float32Array, tile: Pair): Promise<Float32Array>;
  /**
   * The same network with the weights [plane, coefficient] of planes folded into its last layer: it answers with the
   * planes themselves, in blocks, without the sums. Null where the last layer is of another kind.
   */
  fold(weights: Float32Array): Promise<Model["run"] | null>;
  close(): Promise<void>;
}

/**
 * Opens a model by id or folder, checks its file against its manifest, and runs one tile.
 *
 * @throws Failure "not-found" | "model-invalid" | "newer-version" with the model's folder
 */
export async function openModel(
  idOrFolder: string,
  options: { readonly threads?: number; readonly provider?: Provider } = {},
): Promise<Model> {
  const folder = await modelFolder(idOrFolder);
  const manifest = await readManifest(folder);
  const { bytes, hash } = await readGraph(folder, manifest);
  const graph =
    manifest.signature === "coefficients" && manifest.tensors.multiple % 2 === 0
      ? openShuffle(bytes, manifest.tensors.output)
      : { bytes, block: 1 as const };
  const provider = options.provider ?? (await chosenProvider());
  const network = await createNetwork(graph.bytes, options.threads ?? defaultThreads(), provider).catch((error: unknown) => {
    if (provider !== "cpu") throw refused(provider, reason(error));
    throw invalid(manifest, folder, `onnxruntime cannot load it (${reason(error)})`);
  });
  try {
    const answer = await tryTile(network, graph.block, manifest, folder);
    if (provider !== "cpu") await requireAgreement(network, graph, answer, manifest, folder);
  } catch (error) {
    await network.close();
    throw error;
  }
  const { channels, coefficients } = shapeOf(manifest);
  const layer = graph.block === 2 ? lastLayer(graph.bytes) : null;
  const opened = [network];
  const runner =
    (by: Network, maps: number): Model["run"] =>
    (input, [y, x]) =>
      by.run(input, [channels, y, x], [maps * graph.block ** 2, y / graph.block, x / graph.block]);
  return {
    manifest,
    folder,
    hash,
    provider: network.provider,
    runtime: network.runtime,
    threads: network.threads,
    block: graph.block,
    run: runner(network, coefficients),
    async fold(weights) {
      if (layer === null) return null;
      const folded = await createNetwork(foldPlanes(layer, weights), network.threads, provider);
      opened.push(folded);
      return runner(folded, weights.length / coefficients);
    },
    close: async () => {
      for (const each of opened) await each.close();
    },
  };
}

function shapeOf(manifest: Manifest): { channels: number; coefficients: number } {
  const { channels, coefficients } = manifest.tensors;
  return manifest.signature === "deep-z" ? { channels: 2, coefficients: 1 } : { channels, coefficients };
}

async function readGraph(folder: string, manifest: Manifest): Promise<{ bytes: Uint8Array; hash: string }> {
  const path = join(folder, manifest.file.name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw invalid(manifest, folder, `its file ${manifest.file.name} cannot be read (${reason(error)})`);
  }
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (hash !== manifest.file.sha256.toLowerCase()) {
    throw invalid(manifest, folder, `its file ${manifest.file.name} is not the one its manifest names (SHA-256 differs)`);
  }
  let external: boolean;
  try {
    external = hasExternalData(bytes);
  } catch (error) {
    throw invalid(manifest, folder, reason(error));
  }
  if (external) throw invalid(manifest, folder, "its weights lie in other files; save it as one ONNX file");
  return { bytes, hash };
}

/** A tile of smooth light has to come back in the right shape and finite. */
async function tryTile(network: Network, block: 1 | 2, manifest: Manifest, folder: string): Promise<Float32Array> {
  const { tensors } = manifest;
  if (!network.inputs.includes(tensors.input) || network.inputs.length !== 1) {
    throw invalid(manifest, folder, `its input is ${network.inputs.join(", ")}, the manifest says ${tensors.input}`);
  }
  if (network.outputs.length !== 1 || (block === 1 && network.outputs[0] !== tensors.output)) {
    throw invalid(manifest, folder, `its output is ${network.outputs.join(", ")}, the manifest says ${tensors.output}`);
  }
  const { channels, coefficients } = shapeOf(manifest);
  const edge = tensors.multiple * Math.max(1, Math.ceil(32 / tensors.multiple));
  const input = Float32Array.from({ length: channels * edge * edge }, (_, i) => (i < edge * edge ? Math.max(0, Math.sin(i / 7)) : 0));
  let output: Float32Array;
  try {
    output = await network.run(input, [channels, edge, edge], [coefficients * block ** 2, edge / block, edge / block]);
  } catch (error) {
    throw invalid(manifest, folder, `a test tile of ${edge}×${edge} pixels does not run (${reason(error)})`);
  }
  if (!output.every(Number.isFinite)) throw invalid(manifest, folder, "a test tile comes back with values that are not numbers");
  return output;
}

/** What another provider answers has to be what the processor does. @throws Failure "unsupported" */
async function requireAgreement(
  network: Network,
  { bytes, block }: OpenedGraph,
  answer: Float32Array,
  manifest: Manifest,
  folder: string,
): Promise<void> {
  const reference = await createNetwork(bytes, network.threads);
  try {
    const difference = differenceOf(await tryTile(reference, block, manifest, folder), answer);
    if (difference > mostDifference)
      throw refused(network.provider, `a test tile differs by ${(100 * difference).toPrecision(2)} % from the processor's`);
  } finally {
    await reference.close();
  }
}

function refused(provider: string, why: string): Failure {
  return new Failure(
    "unsupported",
    `Networks cannot run on ${provider} here: ${why}. Choose anew with nematrace model providers, or set NEMATRACE_PROVIDER=cpu.`,
    { provider },
  );
}

function invalid(manifest: Manifest, folder: string, why: string): Failure {
  return new Failure("model-invalid", `The model ${manifest.id} in ${folder} cannot be used: ${why}.`, {
    model: manifest.id,
    path: folder,
  });
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n")[0] ?? text).slice(0, 200);
}
