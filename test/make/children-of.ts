import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Processes that another one started, by their numbers; of Linux and macOS. */
export function childrenOf(parent: number): number[] {
  const file = `/proc/${parent}/task/${parent}/children`;
  if (existsSync(file)) return readFileSync(file, "utf8").split(" ").filter(Boolean).map(Number);
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number);
    return ppid === parent && pid !== undefined ? [pid] : [];
  });
}
