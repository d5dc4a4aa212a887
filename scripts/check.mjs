// `npm run check`: types, lint and format, floors and cycles, dead code, unit tests.
import { staticChecks, unitTests } from "./suites.mjs";
import { tell } from "./tally.mjs";

tell([await staticChecks(), await unitTests()]);
