import type { Register } from "#hosts/cli/command";

/** Every command, in the order the help shows them. */
export const commands: readonly Register[] = [];
