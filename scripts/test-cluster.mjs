// `npm run test:cluster`: the workflow under Snakemake, here and on a Slurm of one node. A suite whose program is not there is skipped, and says so.
import { building, unitTests } from "./suites.mjs";
import { tell } from "./tally.mjs";

process.env.NEMATRACE_CLUSTER = "1";

const results = [await building()];
if (results[0].failed === 0) results.push({ ...(await unitTests(["test/cluster"])), name: "cluster tests" });
tell(results);
