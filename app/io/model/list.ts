import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "#contract/model";
import { modelFolder, modelIds } from "#io/model/find";
import { readManifest } from "#io/model/manifest";

/** Manifests of the models at hand; a folder whose manifest is wrong is left out. */
export async function listModels(): Promise<Manifest[]> {
  const read = await Promise.allSettled((await modelIds()).map(async (id) => readManifest(await modelFolder(id))));
  return read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/**
 * A model's card, Markdown; its title and licence where it has none.
 *
 * @throws Failure "not-found" | "model-invalid"
 */
export async function modelCard(idOrFolder: string): Promise<string> {
  const folder = await modelFolder(idOrFolder);
  const model = await readManifest(folder);
  return readFile(join(folder, "card.md"), "utf8").catch(
    () => `# ${model.title}\n\nThis model came without a card. Licence: ${model.licence}.\n`,
  );
}
