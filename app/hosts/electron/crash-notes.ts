import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { programVersion } from "#contract/version";

/** Notes longer than this begin a new file, and the one before is kept. */
const longest = 256 * 1024;

/** What went wrong in the program itself, written beside the system's crash dumps on this machine and sent nowhere. */
export class CrashNotes {
  readonly file: string;

  constructor(readonly folder: string) {
    this.file = join(folder, "notes.txt");
  }

  write(line: string): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      if ((statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > longest) renameSync(this.file, `${this.file}.before`);
      appendFileSync(this.file, `${new Date().toISOString()} NemaTrace ${programVersion} ${process.platform} ${process.arch}: ${line}\n`);
    } catch {
      // Where nothing can be written, nothing is noted: the trouble that led here matters more.
    }
  }
}
