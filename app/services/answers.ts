import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod/mini";
import type { CallOutput } from "#contract/calls";
import { unprepared } from "#contract/preparation";
import { recordingSettings, type RecordingSettings, unsaid } from "#contract/recording";

const most = 200;
const answer = z.object({
  folder: z.string(),
  /** The recording the answers were given for. */
  from: z.string(),
  settings: recordingSettings,
  refocus: z.boolean(),
});
const list = z.array(answer);

/**
 * What a user last said about a recording in each folder, kept in the user's own place for state, never beside the data.
 * It is offered for the next recording of the folder, and used only when the user takes it.
 */
export class Answers {
  readonly #file: string;

  constructor(readonly folder: string) {
    this.#file = join(folder, "answers.json");
  }

  /** Null where nothing was said about another recording of the folder. */
  recall(recording: string): NonNullable<CallOutput<"recording.open">["remembered"]> | null {
    const known = this.#read().find(({ folder }) => folder === dirname(recording));
    if (!known || known.from === basename(recording) || JSON.stringify(known.settings) === JSON.stringify(unsaid)) return null;
    return { from: known.from, settings: known.settings, refocus: known.refocus };
  }

  keep(recording: string, settings: RecordingSettings, refocus: boolean): void {
    const folder = dirname(recording);
    const others = this.#read().filter((entry) => entry.folder !== folder);
    const entries = [{ folder, from: basename(recording), settings: lasting(settings), refocus }, ...others].slice(0, most);
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(`${this.#file}.partial`, JSON.stringify(entries));
      renameSync(`${this.#file}.partial`, this.#file);
    } catch {
      // A home that cannot be written to costs the memory of answers, nothing else.
    }
  }

  #read(): z.infer<typeof list> {
    try {
      return z.parse(list, JSON.parse(readFileSync(this.#file, "utf8")));
    } catch {
      // There is nothing before the first study, and what cannot be read is begun anew.
      return [];
    }
  }
}

/** What holds for other recordings of a folder too: not its crop, its time range or its second file. */
function lasting(settings: RecordingSettings): RecordingSettings {
  const { firstFrame, endFrame, cropTop, cropLeft, cropHeight, cropWidth } = unprepared;
  return {
    ...settings,
    layout: settings.layout?.kind === "files" ? null : settings.layout,
    preparation: settings.preparation && { ...settings.preparation, firstFrame, endFrame, cropTop, cropLeft, cropHeight, cropWidth },
  };
}
