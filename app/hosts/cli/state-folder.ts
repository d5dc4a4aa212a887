import { homedir } from "node:os";
import { join } from "node:path";

/** Where the program keeps what belongs to the user and not to a study: recent studies, answers about recordings. */
export function stateFolder(): string {
  return process.env.NEMATRACE_STATE ?? join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "nematrace");
}
