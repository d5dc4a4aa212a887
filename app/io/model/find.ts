import { readdir, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "#contract/failure";
import { userModels } from "#io/model/user-models";

/**
 * Folders that hold models, first found first taken: the user's own (see `userModels`), then the one
 * shipped with the program, wherever its bundle lies below the package root.
 */
export function modelRoots(): string[] {
  const roots = [userModels()];
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "native-models");
    if (existsSync(candidate)) {
      roots.push(candidate);
      break;
    }
    if (dirname(folder) === folder) break;
  }
  return roots;
}

/**
 * The folder of a model, by its id or by the folder's path.
 *
 * @throws Failure "not-found" naming what there is
 */
export async function modelFolder(idOrFolder: string): Promise<string> {
  if (isAbsolute(idOrFolder) || /[\\/]/.test(idOrFolder) || idOrFolder.startsWith(".")) {
    const folder = resolve(idOrFolder);
    if (await holdsModel(folder)) return folder;
    throw new Failure("not-found", `There is no model in ${folder}: a model is a folder with manifest.json and its ONNX file.`, {
      path: folder,
    });
  }
  for (const root of modelRoots()) {
    const folder = join(root, idOrFolder);
    if (await holdsModel(folder)) return folder;
  }
  const known = await modelIds();
  throw new Failure(
    "not-found",
    `There is no model named "${idOrFolder}"; there ${known.length === 1 ? "is" : "are"} ${known.join(", ") || "none"}. Name one, or give the path of a model folder.`,
    {
      model: idOrFolder,
      known,
    },
  );
}

/** Ids of the models at hand, in alphabetical order. */
export async function modelIds(): Promise<string[]> {
  const found = new Set<string>();
  for (const root of modelRoots()) {
    for (const entry of await readdir(root).catch(() => [])) {
      if (await holdsModel(join(root, entry))) found.add(entry);
    }
  }
  return [...found].sort();
}

async function holdsModel(folder: string): Promise<boolean> {
  return stat(join(folder, "manifest.json")).then(
    (s) => s.isFile(),
    () => false,
  );
}
