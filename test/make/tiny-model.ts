import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "#contract/model";
import { writeOnnx, type OnnxGraph } from "#io/model/onnx-write";

/** Depths of the tiny model's coefficients, µm: ±4 with one node beyond each end. */
export const tinyNodes = [-6, -4, -2, 0, 2, 4, 6];

/** A one-layer encoder: coefficient k is the image times `gains[k]` (1 to 7 unless told). */
export function tinyCoefficientGraph(gains: readonly number[] = tinyNodes.map((_, k) => k + 1)): OnnxGraph {
  return {
    nodes: [{ op: "Conv", inputs: ["image", "w"], output: "coefficients", attributes: { kernel_shape: [1, 1] } }],
    weights: [{ name: "w", dims: [gains.length, 1, 1, 1], data: Float32Array.from(gains) }],
    input: { name: "image", dims: ["n", 1, "h", "w"] },
    output: { name: "coefficients", dims: ["n", gains.length, "h", "w"] },
  };
}

/** A network with the Deep-Z signature: image × 1 + (z / 10) × 2. */
export function tinyDeepZGraph(): OnnxGraph {
  return {
    nodes: [{ op: "Conv", inputs: ["input", "w"], output: "output", attributes: { kernel_shape: [1, 1] } }],
    weights: [{ name: "w", dims: [1, 2, 1, 1], data: Float32Array.of(1, 2) }],
    input: { name: "input", dims: ["n", 2, "h", "w"] },
    output: { name: "output", dims: ["n", 1, "h", "w"] },
  };
}

/** Writes a model folder; what is given of the manifest replaces what the graph would have. */
export async function writeTinyModel(
  folder: string,
  graph: OnnxGraph = tinyCoefficientGraph(),
  changes: Partial<Manifest> = {},
): Promise<string> {
  const bytes = writeOnnx(graph);
  const deepZ = graph.input.name === "input";
  const manifest: Manifest = {
    schema: 1,
    id: "tiny",
    title: "Tiny",
    version: "1",
    signature: deepZ ? "deep-z" : "coefficients",
    file: { name: "model.onnx", sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length, storage: "float32" },
    tensors: {
      input: graph.input.name,
      output: graph.output.name,
      channels: deepZ ? 2 : 1,
      coefficients: deepZ ? 1 : tinyNodes.length,
      multiple: 8,
    },
    halo: 4,
    depth: { min: -4, max: 4, kernel: "keys-cubic", nodes: tinyNodes, mixing: null },
    optics: { objective: "20×/0.75", na: 0.75, pixelSize: 0.325, emission: [0.5, 0.62] },
    normalisation: { background: "median", scale: "p99-of-triangle-mask" },
    training: { data: "none" },
    scores: { set: "none", byDepth: [] },
    licence: "MIT",
    ...changes,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "model.onnx"), bytes);
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return folder;
}
