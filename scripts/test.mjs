// `npm test`: builds, then checks, unit tests, the window in a browser, and Electron where there is one.
import { browserTests, building, electronTests, staticChecks, unitTests } from "./suites.mjs";
import { tell } from "./tally.mjs";

const results = [await building()];
if (results[0].failed === 0) for (const suite of [staticChecks, unitTests, browserTests, electronTests]) results.push(await suite());
tell(results);
