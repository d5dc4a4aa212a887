import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod/mini";

/** What a second start hands to the program that runs already. */
const handedOver = z.object({ paths: z.array(z.string()) });

/** Files and folders among the arguments that the system started the program with. */
export function pathsIn(argv: readonly string[], workingFolder: string, program: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => argument !== "" && !argument.startsWith("-"))
    .map((argument) => resolve(workingFolder, argument))
    .filter((path) => path !== program && existsSync(path));
}

/** The paths a second start handed over; none where it handed over something else. */
export function pathsHandedOver(data: unknown): readonly string[] {
  const told = z.safeParse(handedOver, data);
  return told.success ? told.data.paths : [];
}
