import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startSlurm } from "#test/cluster/slurm";
import { absent, convertSummary, snakemake, workplace } from "#test/cluster/workflow";
import { folder } from "#test/make/folder";
import { storeBytes } from "#test/make/store-bytes";

const missing = absent("snakemake", "slurmctld", "slurmd", "sbatch", "munged");
const why = missing.length > 0 ? ` (not run: ${missing.join(", ")} is not installed; apt-get install snakemake slurm-wlm munge)` : "";

/** The first job that converts frames 2:4 makes one of them, says so, and hangs until its node is gone. */
function hangingOnce(place: string): string {
  return `if [ "$1" = convert ] && [ "$4" = 2:4 ] && [ ! -e '${place}/hung' ]; then
  "$0" convert "$2" --frames 2:3 --threads 1 && touch '${place}/hung' && exec sleep 600
fi`;
}

test.skipIf(missing.length > 0)(
  `a job whose node dies under Slurm is made again, its finished frames kept, with the bytes of a single run${why}`,
  { timeout: 400_000 },
  async () => {
    const here = folder();
    const place = await workplace(here, hangingOnce(here));
    const slurm = await startSlurm(folder());
    onTestFinished(() => slurm.stop());
    const profile = resolve(import.meta.dirname, "../../workflow/slurm");
    const ran = snakemake(place, ["--profile", profile, "--latency-wait", "5"], slurm.env);
    for (let turn = 0; turn < 600 && !existsSync(join(here, "hung")); turn++) await pause(200);
    expect(existsSync(join(here, "hung"))).toBe(true);
    slurm.cutNode();
    await slurm.nodeIs("down");
    slurm.startNode();
    const { code, err } = await ran;
    expect(code, err).toBe(0);
    expect(err).toContain("Trying to restart job");
    expect(convertSummary(place, 2, 4)).toMatchObject({ made: 1, kept: 1 });
    expect(storeBytes(place.shared)).toEqual(storeBytes(place.alone));
  },
);
