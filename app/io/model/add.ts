import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Failure } from "#contract/failure";
import { addedStorage, type Manifest } from "#contract/model";
import type { ModelForm } from "#contract/model-form";
import { hasExternalData } from "#io/model/external-data";
import { modelIds } from "#io/model/find";
import { describePorts, type Ports } from "#io/model/ports";
import { openModel } from "#io/model/open";
import { userModels } from "#io/model/user-models";

/** The authors' generator is 311 MB; nothing of this kind is larger than this. */
const mostBytes = 2 ** 31;
/** Pixels of overlap between tiles: beyond it the generator of Deep-Z sees little. */
const halo = 64;

/**
 * Adds a lab's ONNX file to the models at hand: reads its signature, writes a manifest from the form, and
 * runs a test tile. Nothing is added unless all of it went well. The file is copied.
 *
 * @returns the manifest as written
 * @throws  Failure "invalid-input" for a form that cannot be, "not-found", "model-invalid", "read-only"
 */
export async function addModel(file: string, form: ModelForm): Promise<Manifest> {
  checkForm(form);
  if ((await modelIds()).includes(form.id)) {
    throw new Failure("invalid-input", `There is a model named "${form.id}" already; give the new one another id, or remove the old one.`, {
      model: form.id,
    });
  }
  const bytes = await readOnnx(file);
  const manifest = manifestOf(form, await describePorts(bytes, basename(file)), bytes);
  const home = userModels();
  const draft = join(home, `.${form.id}.${process.pid}.partial`);
  try {
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, manifest.file.name), bytes);
    await writeFile(join(draft, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(join(draft, "card.md"), cardOf(manifest, file));
    await (await openModel(draft, { threads: 1 })).close();
    await rename(draft, join(home, form.id));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (error instanceof Failure) throw new Failure(error.code, error.message.replaceAll(draft, file), { ...error.facts, path: file });
    throw new Failure("read-only", `The model cannot be kept in ${home} (${String(error)}); name another folder by NEMATRACE_MODELS.`, {
      path: home,
    });
  }
  return manifest;
}

/**
 * Removes a model the user added; those shipped with the program stay.
 *
 * @throws Failure "not-found"
 */
export async function removeModel(id: string): Promise<void> {
  const folder = join(userModels(), id);
  const there = plainId.test(id) && (await stat(join(folder, "manifest.json")).catch(() => null)) !== null;
  if (!there) throw new Failure("not-found", `You have added no model named "${id}"; only added models can be removed.`, { model: id });
  await rm(folder, { recursive: true });
}

const plainId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function checkForm(form: ModelForm): void {
  const wrong = (field: string, why: string): Failure => new Failure("invalid-input", `The model's ${field} ${why}.`, { field });
  if (!plainId.test(form.id)) throw wrong("id", `"${form.id}" has to be of letters, digits, dots and dashes, 64 at most`);
  if (form.title.trim() === "") throw wrong("title", "is missing");
  if (!(form.na > 0 && form.na < 2)) throw wrong("NA", `${form.na} has to lie between 0 and 2`);
  if (!(form.pixelSize > 0 && form.pixelSize < 100)) throw wrong("pixel size", `${form.pixelSize} µm has to lie between 0 and 100 µm`);
  const [short, long] = form.emission;
  if (!(short > 0.2 && long < 2 && short <= long)) throw wrong("emission", `${short}–${long} µm has to lie within 0.2–2 µm, lowest first`);
  const [low, high] = form.depth;
  if (!(low < high && low >= -1000 && high <= 1000)) throw wrong("range of depths", `${low} to ${high} µm has to run from low to high`);
  if (form.multiple !== null && !(Number.isInteger(form.multiple) && form.multiple >= 1 && form.multiple <= 512)) {
    throw wrong("multiple", `${form.multiple} has to be a whole number of pixels from 1 to 512`);
  }
}

async function readOnnx(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile())
    throw new Failure("not-found", `There is no file ${file}; give the path of an ONNX file.`, { path: file });
  if (found.size > mostBytes) {
    throw new Failure(
      "model-invalid",
      `${file} is ${(found.size / 2 ** 30).toFixed(1)} GiB; a model has to fit into one ONNX file of 2 GiB.`,
      {
        path: file,
      },
    );
  }
  const bytes = await readFile(file);
  let external: boolean;
  try {
    external = hasExternalData(bytes);
  } catch {
    throw new Failure("model-invalid", `${file} is no ONNX file; export the network as ONNX and add that.`, { path: file });
  }
  if (external) {
    throw new Failure("model-invalid", `The weights of ${file} lie in other files; save it as one ONNX file, without external data.`, {
      path: file,
    });
  }
  return bytes;
}

function manifestOf(form: ModelForm, ports: Ports, bytes: Uint8Array): Manifest {
  const deepZ = ports.signature === "deep-z";
  const [min, max] = form.depth;
  const { coefficients } = ports;
  // One node beyond each end of the range, as in our own training.
  const node = (k: number): number => min + ((max - min) * (k - 1)) / (coefficients - 3);
  return {
    schema: 1,
    id: form.id,
    title: form.title.trim(),
    version: "1",
    signature: ports.signature,
    file: {
      name: "model.onnx",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.length,
      storage: addedStorage,
    },
    tensors: {
      input: ports.input,
      output: ports.output,
      channels: deepZ ? 2 : 1,
      coefficients,
      multiple: form.multiple ?? (deepZ ? 32 : 16),
    },
    halo,
    depth: { min, max, kernel: "keys-cubic", nodes: deepZ ? [0] : Array.from({ length: coefficients }, (_, k) => node(k)), mixing: null },
    optics: { objective: form.objective, na: form.na, pixelSize: form.pixelSize, emission: form.emission },
    normalisation: { background: "median", scale: "p99-of-triangle-mask" },
    training: { data: form.data },
    scores: { set: "not measured", byDepth: [] },
    licence: form.licence,
  };
}

function cardOf(model: Manifest, file: string): string {
  const { optics, depth } = model;
  return `# ${model.title}

Added by you from \`${basename(file)}\`, SHA-256 ${model.file.sha256}. Its fidelity was not measured by this program.

| | |
|---|---|
| signature | ${model.signature === "deep-z" ? "Deep-Z: image and depth to a plane" : "image to depth coefficients"} |
| depths | ${depth.min} to ${depth.max} µm |
| objective | ${optics.objective}, NA ${optics.na} |
| pixel size | ${optics.pixelSize} µm |
| emission | ${optics.emission[0]}–${optics.emission[1]} µm |
| trained on | ${model.training.data || "not said"} |
| licence | ${model.licence || "not said"} |
`;
}
