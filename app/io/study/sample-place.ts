import { join } from "node:path";

/** The sample's movie within its folder; the folder appears under its name only once it is whole. */
export function sampleRecording(directory: string): string {
  return join(directory, "movie.ome.tif");
}
