import { createHash } from "node:crypto";
import { Failure } from "#contract/failure";
import { openRecording } from "#io/recording/open";

/** What reading a file came to. */
export interface Reading {
  /** Code of the Failure that opening ended in; null where it opened. */
  readonly failure: string | null;
  /** What was thrown that is no Failure; null where nothing was. */
  readonly strange: string | null;
  readonly format: string;
  /** Type and sizes of the recording. */
  readonly shape: string;
  readonly frames: number;
  /** Whether the notes say that frames are lacking, or something is asked. */
  readonly flagged: boolean;
  /** A digest of each plane that was read, in the order t, c, z; a failure's code where one was not. */
  readonly planes: readonly string[];
  /** Most memory this process has had, bytes. */
  readonly memory: number;
}

const mostPlanes = 24;

async function readAll(path: string): Promise<Reading> {
  const planes: string[] = [];
  let strange: string | null = null;
  let opened: Pick<Reading, "format" | "shape" | "frames" | "flagged"> = { format: "", shape: "", frames: 0, flagged: false };
  let failure: string | null = null;
  try {
    const source = await openRecording(path);
    const { shape, dtype, notes, format, missing } = source.info;
    opened = {
      format,
      shape: `${dtype} ${shape.c} ${shape.z} ${shape.y} ${shape.x}`,
      frames: shape.t,
      flagged: /cut off|left out|lacking/.test(notes.join()) || missing.includes("axes") || missing.includes("dataset"),
    };
    const count = Math.min(mostPlanes, shape.t * shape.c * shape.z);
    for (let n = 0; n < count; n++) {
      const c = Math.floor(n / shape.z) % shape.c;
      try {
        const { data } = await source.read(Math.floor(n / (shape.c * shape.z)), c, n % shape.z);
        planes.push(
          createHash("sha1")
            .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
            .digest("hex"),
        );
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        planes.push(thrown.code);
      }
    }
    await source.close();
  } catch (thrown) {
    if (thrown instanceof Failure) failure = thrown.code;
    else strange = thrown instanceof Error ? (thrown.stack ?? thrown.message).split("\n").slice(0, 3).join(" | ") : String(thrown);
  }
  return { ...opened, failure, strange, planes, memory: process.resourceUsage().maxRSS * 1024 };
}

process.on("message", (path: string) => {
  void readAll(path).then((reading) => process.send?.(reading));
});
