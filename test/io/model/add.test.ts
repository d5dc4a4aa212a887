import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelForm } from "#contract/model-form";
import { addModel, removeModel } from "#io/model/add";
import { listModels, modelCard } from "#io/model/list";
import { writeOnnx, type OnnxGraph } from "#io/model/onnx-write";
import { openModel } from "#io/model/open";
import { scratchFolder } from "#test/make/scratch";
import { tinyCoefficientGraph, tinyDeepZGraph } from "#test/make/tiny-model";

const scratch = scratchFolder();
let made = 0;
let home = "";
const form: ModelForm = {
  id: "lab-20x",
  title: "Our 20×",
  objective: "20×/0.8",
  na: 0.8,
  pixelSize: 0.4,
  emission: [0.5, 0.55],
  depth: [-4, 4],
  multiple: 8,
  data: "three worms",
  licence: "not said",
};

beforeEach(() => {
  home = join(scratch, `models${made++}`);
  vi.stubEnv("NEMATRACE_MODELS", home);
});
afterEach(() => vi.unstubAllEnvs());

async function onnx(graph: OnnxGraph | Uint8Array): Promise<string> {
  await mkdir(scratch, { recursive: true });
  const path = join(scratch, `net${made++}.onnx`);
  await writeFile(path, graph instanceof Uint8Array ? graph : writeOnnx(graph));
  return path;
}

test("a Deep-Z file is added, listed, carded, opened, and removed again", async () => {
  const manifest = await addModel(await onnx(tinyDeepZGraph()), form);
  expect(manifest).toMatchObject({ signature: "deep-z", tensors: { channels: 2, multiple: 8 }, depth: { min: -4, max: 4 } });
  expect((await listModels()).map(({ id }) => id)).toContain("lab-20x");
  expect(await modelCard("lab-20x")).toContain("three worms");
  const model = await openModel("lab-20x", { threads: 1 });
  const input = new Float32Array(128).fill(1, 0, 64).fill(0.3, 64);
  expect((await model.run(input, [8, 8]))[5]).toBeCloseTo(1.6, 5);
  await model.close();
  await removeModel("lab-20x");
  expect((await listModels()).map(({ id }) => id)).not.toContain("lab-20x");
});

test("an encoder's coefficients lie on nodes from one below the range to one above it", async () => {
  const { depth, tensors } = await addModel(await onnx(tinyCoefficientGraph()), form);
  expect(tensors.coefficients).toBe(7);
  expect(depth.nodes).toEqual([-6, -4, -2, 0, 2, 4, 6]);
});

test.each([
  ["a web page", new TextEncoder().encode("<html>no</html>"), /no ONNX file/],
  ["a network of three channels", graphOf(3, 1), /neither known signature: it takes \[n, 3, h, w\]/],
  ["a network that gives three planes", graphOf(2, 3), /neither known signature/],
  [
    "values that are not numbers",
    { ...tinyDeepZGraph(), weights: [{ name: "w", dims: [1, 2, 1, 1], data: Float32Array.of(NaN, 1) }] },
    /not numbers/,
  ],
])("%s is refused, and nothing is left behind", async (_, graph, message) => {
  await expect(addModel(await onnx(graph), form)).rejects.toThrow(message);
  expect(await readdir(home).catch(() => [])).toEqual([]);
});

test.each([
  [{ id: "../up" }, /id "..\/up"/],
  [{ id: "widefield-20x" }, /already/],
  [{ depth: [3, -3] as const }, /from low to high/],
  [{ pixelSize: 0 }, /pixel size/],
  [{ multiple: 2.5 }, /multiple/],
])("a form with %o is refused", async (changed, message) => {
  await expect(addModel(await onnx(tinyDeepZGraph()), { ...form, ...changed })).rejects.toThrow(message);
});

test("only added models are removed", async () => {
  await expect(removeModel("widefield-20x")).rejects.toThrow(/no model named "widefield-20x"/);
  await expect(removeModel("..")).rejects.toThrow(/no model named/);
});

function graphOf(channels: number, planes: number): OnnxGraph {
  return {
    nodes: [{ op: "Conv", inputs: ["input", "w"], output: "output", attributes: { kernel_shape: [1, 1] } }],
    weights: [{ name: "w", dims: [planes, channels, 1, 1], data: new Float32Array(planes * channels).fill(1) }],
    input: { name: "input", dims: ["n", channels, "h", "w"] },
    output: { name: "output", dims: ["n", planes, "h", "w"] },
  };
}
