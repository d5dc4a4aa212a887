import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import { manifest, type Manifest } from "#contract/model";

/**
 * Reads and checks a model's manifest.
 *
 * @throws Failure "model-invalid" | "newer-version" naming the field at fault
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, "manifest.json");
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new Failure("model-invalid", `The manifest ${path} cannot be read as JSON; restore the model folder from where it came.`, {
      path,
      reason: String(error),
    });
  }
  const schema = (raw as { schema?: unknown } | null)?.schema;
  if (typeof schema === "number" && schema > 1) {
    throw new Failure("newer-version", `The model in ${folder} is of a newer kind (schema ${schema}); update NemaTrace to use it.`, {
      path,
      schema,
    });
  }
  const parsed = z.safeParse(manifest, raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join(".") ?? "";
    throw new Failure("model-invalid", `The manifest ${path} is wrong at "${field}": ${issue?.message ?? "not as expected"}.`, {
      path,
      field,
    });
  }
  checkConsistent(parsed.data, path);
  return parsed.data;
}

function checkConsistent(model: Manifest, path: string): void {
  const { depth, tensors, file } = model;
  const wrong = (field: string, why: string): Failure =>
    new Failure("model-invalid", `The manifest ${path} is wrong at "${field}": ${why}.`, { path, field });
  if (basename(file.name) !== file.name || file.name.startsWith("."))
    throw wrong("file.name", "the ONNX file has to lie in the model's own folder");
  if (!(depth.min < depth.max)) throw wrong("depth", "min has to be below max");
  if (!Number.isInteger(tensors.multiple) || tensors.multiple < 1) throw wrong("tensors.multiple", "a whole number of pixels is wanted");
  if (!(model.halo >= 0)) throw wrong("halo", "a number of pixels is wanted");
  if (!(model.optics.pixelSize > 0)) throw wrong("optics.pixelSize", "a size in µm is wanted");
  if (model.signature === "deep-z") return;
  const recorded = depth.recorded ?? [0];
  if (tensors.channels !== recorded.length)
    throw wrong("tensors.channels", `it takes ${tensors.channels} recorded planes and depth.recorded tells where ${recorded.length} lie`);
  if (recorded[0] !== 0 || recorded.some((z, i) => i > 0 && !(z > (recorded[i - 1] as number))))
    throw wrong("depth.recorded", "planes count from 0 and ascend");
  if (depth.nodes.length < 2) throw wrong("depth.nodes", "at least two nodes are wanted");
  const spacing = ((depth.nodes.at(-1) as number) - (depth.nodes[0] as number)) / (depth.nodes.length - 1);
  const even = depth.nodes.every((node, i) => Math.abs(node - (depth.nodes[0] as number) - i * spacing) < 1e-3 * spacing);
  if (!(spacing > 0) || !even) throw wrong("depth.nodes", "nodes have to ascend evenly");
  const columns = depth.mixing === null ? depth.nodes.length : (depth.mixing[0]?.length ?? 0);
  if (depth.mixing !== null && (depth.mixing.length !== depth.nodes.length || depth.mixing.some((row) => row.length !== columns))) {
    throw wrong("depth.mixing", "a row for each node is wanted, all of one length");
  }
  if (columns !== tensors.coefficients)
    throw wrong("tensors.coefficients", `${tensors.coefficients} coefficients do not fit ${columns} weights`);
}
