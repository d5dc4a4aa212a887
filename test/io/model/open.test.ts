import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { depthWeights } from "#core/refocus/depth-weights";
import { addPlanes, planeTaps } from "#core/refocus/planes";
import { planTiles } from "#core/refocus/tiles";
import { listModels, modelCard } from "#io/model/list";
import { openModel } from "#io/model/open";
import { scratchFolder } from "#test/make/scratch";
import { tinyCoefficientGraph, tinyDeepZGraph, writeTinyModel } from "#test/make/tiny-model";

const scratch = scratchFolder();
let made = 0;
const fresh = () => join(scratch, `model${made++}`);

/** Every folder beside the training code that holds a model. */
const shipped = readdirSync("native-models").filter((name) => existsSync(join("native-models", name, "manifest.json")));

test.each(shipped)("the shipped model %s gives the planes that its training code gives", async (id) => {
  const model = await openModel(id, { threads: 1 });
  const { depths } = JSON.parse(readFileSync(join(model.folder, "tile-reference.json"), "utf8")) as { depths: number[] };
  const bytes = readFileSync(join(model.folder, "tile-reference.f32"));
  const reference = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const inputs = model.manifest.tensors.channels * 64 * 64;
  const maps = await model.run(reference.slice(0, inputs), [64, 64]);
  const stack = new Float32Array(depths.length * 64 * 64);
  const plan = planTiles([64, 64], model.manifest.tensors.multiple, model.manifest.halo, 64);
  addPlanes(
    maps,
    model.block,
    planeTaps(depthWeights(depths, model.manifest.depth), model.manifest.tensors.coefficients, 1),
    plan,
    plan.tiles[0]!,
    stack,
  );
  expect(model.block).toBe(2);
  await model.close();
  let worst = 0;
  stack.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - (reference[inputs + i] as number)))));
  expect(worst).toBeLessThan(2e-4);
});

test("planes folded into the last layer are the sums of the coefficients", async () => {
  const model = await openModel("widefield-20x", { threads: 1 });
  const depths = [-10, -3.3, 0, 0.25, 7];
  const count = model.manifest.tensors.coefficients;
  const weights = depthWeights(depths, model.manifest.depth);
  const image = Float32Array.from({ length: 64 * 64 }, (_, i) => Math.max(0, Math.sin(i / 5) * Math.cos(i / 300)));
  const plan = planTiles([64, 64], model.manifest.tensors.multiple, model.manifest.halo, 64);
  const stackOf = (maps: Float32Array, rows: Float32Array, columns: number) => {
    const stack = new Float32Array(depths.length * 64 * 64);
    addPlanes(maps, model.block, planeTaps(rows, columns, 3), plan, plan.tiles[0]!, stack);
    return stack;
  };
  const summed = stackOf(await model.run(image, [64, 64]), weights, count);
  const folded = await model.fold(weights);
  const one = Float32Array.from({ length: depths.length ** 2 }, (_, i) => (i % (depths.length + 1) === 0 ? 1 : 0));
  const made = stackOf(await folded!(image, [64, 64]), one, depths.length);
  await model.close();
  expect(Math.max(...made.map((value, i) => Math.abs(value - (summed[i] as number))))).toBeLessThan(1e-4);
});

test("a network whose last layer is no 1×1 convolution of its own is not folded", async () => {
  const model = await openModel(await writeTinyModel(fresh()), { threads: 1 });
  expect(await model.fold(new Float32Array(7))).toBeNull();
  await model.close();
});

test("the shipped model is listed, with its card", async () => {
  expect((await listModels()).map((model) => model.id)).toContain("widefield-20x");
  expect(await modelCard("widefield-20x")).toContain("# Wide-field 20×");
});

test("a model's output is reused, and a tile of another size gets its own", async () => {
  const model = await openModel(await writeTinyModel(fresh()), { threads: 1 });
  const first = await model.run(new Float32Array(64).fill(2), [8, 8]);
  expect(first).toHaveLength(7 * 64);
  expect([first[0], first[64 * 6]]).toEqual([2, 14]);
  expect(await model.run(new Float32Array(64).fill(3), [8, 8])).toBe(first);
  expect(first[0]).toBe(3);
  expect(await model.run(new Float32Array(128), [8, 16])).toHaveLength(7 * 128);
  await model.close();
});

test("a network with the Deep-Z signature takes an image and a depth", async () => {
  const model = await openModel(await writeTinyModel(fresh(), tinyDeepZGraph()));
  const input = new Float32Array(128).fill(1, 0, 64).fill(0.3, 64);
  expect((await model.run(input, [8, 8]))[5]).toBeCloseTo(1.6, 5);
  await model.close();
});

test("a name that is no model is refused with the names that are", async () => {
  await expect(openModel("nonesuch")).rejects.toMatchObject({ code: "not-found", message: expect.stringContaining("widefield-20x") });
  await expect(openModel(join(scratch, "nothing"))).rejects.toMatchObject({ code: "not-found" });
});

test("a file other than the manifest's is refused", async () => {
  const folder = await writeTinyModel(fresh());
  await writeFile(join(folder, "model.onnx"), "something else");
  await expect(openModel(folder)).rejects.toMatchObject({ code: "model-invalid", message: expect.stringContaining("SHA-256") });
  await rm(join(folder, "model.onnx"));
  await expect(openModel(folder)).rejects.toMatchObject({ code: "model-invalid", message: expect.stringContaining("cannot be read") });
});

test("a manifest that is no JSON, of a newer kind, or wrong in a field is refused with the field", async () => {
  const folder = await writeTinyModel(fresh());
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Record<string, unknown>;
  const refused = async (text: string, expected: object) => {
    await writeFile(join(folder, "manifest.json"), text);
    await expect(openModel(folder)).rejects.toMatchObject(expected);
  };
  await refused("{", { code: "model-invalid" });
  await refused(JSON.stringify({ ...manifest, schema: 2 }), { code: "newer-version" });
  await refused(JSON.stringify({ ...manifest, halo: "wide" }), {
    code: "model-invalid",
    facts: { path: join(folder, "manifest.json"), field: "halo" },
  });
  await refused(JSON.stringify({ ...manifest, file: { ...(manifest["file"] as object), name: "../model.onnx" } }), {
    code: "model-invalid",
    facts: { path: join(folder, "manifest.json"), field: "file.name" },
  });
  await refused(JSON.stringify({ ...manifest, depth: { min: -4, max: 4, kernel: "keys-cubic", nodes: [0, 1, 5], mixing: null } }), {
    message: expect.stringContaining("ascend evenly"),
  });
});

test("outputs of another shape, or that are not finite, are refused on loading", async () => {
  const graph = tinyCoefficientGraph([1, 2, 3]);
  await expect(openModel(await writeTinyModel(fresh(), graph))).rejects.toMatchObject({ code: "model-invalid" });
  const infinite = tinyCoefficientGraph([1, 2, 3, 4, 5, 6, Number.NaN]);
  await expect(openModel(await writeTinyModel(fresh(), infinite))).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringContaining("not numbers"),
  });
});
