import { stat } from "node:fs/promises";
import type { RecordingDataset } from "#contract/recording";
import { containerOf } from "#io/recording/container";
import { accessFailure, isZarr, openFile } from "#io/recording/file";

/**
 * The arrays inside a file of many, in the order of its tree; none for files that hold one recording.
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "damaged" | "unsupported" | "out-of-range"
 */
export async function listDatasets(path: string): Promise<RecordingDataset[]> {
  const facts = await stat(path).catch((thrown: unknown) => {
    throw accessFailure(path, thrown);
  });
  if (facts.isDirectory()) {
    if (!(await isZarr(path))) return [];
    const { zarrDatasets } = await import("#io/recording/zarr-source");
    return zarrDatasets(path);
  }
  const file = await openFile(path);
  try {
    if (containerOf(file) !== "hdf5") return [];
  } finally {
    await file.close();
  }
  const { hdf5Datasets } = await import("#io/recording/hdf5/source");
  return (await hdf5Datasets(path)).map(({ path: inside, shape, dtype, unit, image }) => ({ path: inside, shape, dtype, unit, image }));
}
