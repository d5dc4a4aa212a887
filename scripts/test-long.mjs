// `npm run test:long`: the tests that are made harder by numbers, many times over: kills at random moments, damaged files.
import { building, unitTests } from "./suites.mjs";
import { tell } from "./tally.mjs";

process.env.NEMATRACE_KILLS ??= "100";
process.env.NEMATRACE_MUTANTS ??= "2000";

const results = [await building()];
if (results[0].failed === 0) results.push(await unitTests(["fuzz", "kills"]));
tell(results);
