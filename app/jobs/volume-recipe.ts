import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import { volumeSpec } from "#io/volume/spec";

/** How the volumes of a refocus run are made again, where none are kept: what a store would hold, and the movie's scales. */
export const volumeRecipe = z.object({
  spec: volumeSpec,
  scales: z.array(z.object({ background: z.number(), scale: z.number(), brightest: z.number() })),
});
export type VolumeRecipe = z.infer<typeof volumeRecipe>;

/** @throws Failure "damaged" */
export async function readRecipe(path: string): Promise<VolumeRecipe> {
  try {
    return volumeRecipe.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new Failure("damaged", `${path} cannot be read (${String(error).slice(0, 120)}); run the refocus step again.`, { path });
  }
}
