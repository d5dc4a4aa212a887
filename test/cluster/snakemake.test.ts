import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { absent, snakemake, workplace } from "#test/cluster/workflow";
import { folder } from "#test/make/folder";
import { storeBytes } from "#test/make/store-bytes";

const missing = absent("snakemake");
const why = missing.length > 0 ? ` (not run: ${missing.join(", ")} is not installed; apt-get install snakemake)` : "";

test.skipIf(missing.length > 0)(
  `two local jobs at a time make the bytes and tables of a single run${why}`,
  { timeout: 300_000 },
  async () => {
    const place = await workplace(folder());
    const ran = await snakemake(place, ["--cores", "2"]);
    expect(ran.code, ran.err).toBe(0);
    expect(storeBytes(place.shared)).toEqual(storeBytes(place.alone));
    for (const name of ["blobs.csv", "tracks.csv", "traces.csv"])
      expect(readFileSync(join(place.shared, "exports", name)).equals(readFileSync(join(place.alone, "exports", name))), name).toBe(true);
    const again = await snakemake(place, ["--cores", "2"]);
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining("Nothing to be done") });
  },
);
