import { statfs } from "node:fs/promises";
import { Failure } from "#contract/failure";

/** Room that is left free for the database and the system, so that what is finished can still be noted. */
const reserve = 16 * 2 ** 20;

/** Bytes that may still be written where a path lies; null where the system does not say. */
export async function freeSpace(path: string): Promise<number | null> {
  return statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}

/**
 * Stops before the disk is full rather than when it is.
 *
 * @param bytes what is about to be written
 * @throws Failure "disk-full"
 */
export async function requireSpace(path: string, bytes: number): Promise<void> {
  const free = await freeSpace(path);
  if (free === null || free >= bytes + reserve) return;
  throw new Failure(
    "disk-full",
    `The disk at ${path} is nearly full (${Math.floor(free / 2 ** 20)} MiB left); finished frames are kept. Free some space and run it again to go on.`,
    { path, free, wanted: bytes + reserve },
  );
}
