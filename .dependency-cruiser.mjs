// The floors of the house: imports look down only.
const appFloors = ["contract", "core", "io", "jobs", "services", "hosts"];
const windowFloors = {
  client: [],
  state: ["client"],
  viewers: [],
  charts: [],
  ui: ["client", "state", "charts"],
  views: ["client", "state", "viewers", "charts", "ui"],
};

/**
 * Charts need neither screen nor state, so the command line draws figures with them; of what shows pixels it takes the
 * colours alone (docs/adr/0014).
 */
const drawnByBoth = { hosts: "|^renderer/(charts/|viewers/colour-maps)" };

/** What a floor of app/ may see: itself and the floors below. */
const looksDown = appFloors.map((floor, height) => ({
  name: `${floor}-looks-down`,
  severity: "error",
  from: { path: `^app/${floor}/` },
  to: { path: "^(app|renderer|test|scripts)/", pathNot: `^app/(${appFloors.slice(0, height + 1).join("|")})/${drawnByBoth[floor] ?? ""}` },
}));

/** Likewise in the window: contract and core, itself, and the floors named. */
const windowLooksDown = Object.entries(windowFloors).map(([floor, below]) => ({
  name: `renderer-${floor}-looks-down`,
  severity: "error",
  from: { path: `^renderer/${floor}/` },
  to: { path: "^(app|renderer|test|scripts)/", pathNot: `^(app/(contract|core)|renderer/(${[floor, ...below].join("|")}))/` },
}));

const packages = "^node_modules/";

export default {
  forbidden: [
    // A cycle of types alone is gone once it is compiled; one that values travel is not.
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "everything-resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...looksDown,
    ...windowLooksDown,
    {
      name: "renderer-sees-contract-and-core",
      severity: "error",
      from: { path: "^renderer/" },
      to: { path: "^(app|test|scripts)/", pathNot: "^app/(contract|core)/" },
    },
    { name: "renderer-has-no-node", severity: "error", from: { path: "^renderer/" }, to: { dependencyTypes: ["core"] } },
    {
      name: "contract-needs-zod-only",
      severity: "error",
      from: { path: "^app/contract/" },
      to: { path: packages, pathNot: "^node_modules/zod/" },
    },
    // Eigenvalues come from a kept library of plain arithmetic; core needs nothing else.
    {
      name: "core-needs-ml-matrix-only",
      severity: "error",
      from: { path: "^app/core/" },
      to: { path: packages, pathNot: "^node_modules/ml-matrix/" },
    },
    {
      name: "contract-and-core-have-no-node",
      severity: "error",
      from: { path: "^app/(contract|core)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "viewers-and-charts-have-no-react",
      severity: "error",
      from: { path: "^renderer/(viewers|charts)/" },
      to: { path: "^node_modules/(react|zustand)" },
    },
    {
      name: "electron-stays-in-its-host",
      severity: "error",
      from: { pathNot: "^(app/hosts/electron|test/(contract|e2e|hosts/electron))/" },
      to: { path: "^node_modules/electron/" },
    },
    { name: "onnx-stays-in-io-model", severity: "error", from: { pathNot: "^app/io/model/" }, to: { path: "^node_modules/onnxruntime" } },
    {
      name: "itk-stays-below-jobs",
      severity: "error",
      from: { path: "^(renderer|app/(services|hosts))/" },
      to: { path: "^node_modules/@itk-wasm/" },
    },
    { name: "program-does-not-need-tests", severity: "error", from: { path: "^(app|renderer)/" }, to: { path: "^(test|scripts)/" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".css", ".json"],
    },
  },
};
