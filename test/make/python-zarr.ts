import { spawnSync } from "node:child_process";

/** A Python that has zarr 2, the other implementation that stores are checked with; undefined where there is none. */
export const python = ["/usr/bin/python3", "python3"].find(
  (candidate) => spawnSync(candidate, ["-c", "import zarr, numcodecs; assert zarr.__version__ < '3'"]).status === 0,
);
if (python === undefined)
  process.stderr.write("not run: reading and writing Zarr with another implementation (python3 with zarr 2 is not installed)\n");
