import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { exportFormats, meaningOfFile } from "#contract/export-format";
import { Failure } from "#contract/failure";
import { defaultsOf, sheets } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import type { TrackTable } from "#contract/table";
import { alignSeries } from "#core/activity/align-series";
import { selectRows } from "#core/link/table-ops";
import { pearson } from "#core/score/traces";
import { readForeign } from "#io/foreign/read-foreign";
import { toStudy } from "#io/foreign/to-study";
import { Hdf5File } from "#io/recording/hdf5/library";
import { logEdit } from "#io/study/edits";
import { newStudy } from "#io/study/new-study";
import { productsOf, studyNames, studyTraces, studyTracks } from "#io/study/products";
import { studySeries, writeStudySeries } from "#io/study/series";
import { openStudy, type Study } from "#io/study/study";
import { readTracks } from "#io/table/tracks";
import { readTraces } from "#io/table/traces";
import { exportTables } from "#jobs/export";
import { methodsOf } from "#jobs/export-methods";
import { groundOf } from "#jobs/ground";
import { type ImportReport, importTracks } from "#jobs/import-tracks";
import { planSteps } from "#jobs/plan";
import { stepStates } from "#jobs/step-states";
import { finishedStudy } from "#test/make/finished-study";
import { folder } from "#test/make/folder";
import { movieNeurons } from "#test/make/movie-file";
import { scratchFolder } from "#test/make/scratch";

const session = {
  ...defaultsOf(sheets.export),
  format: Object.keys(exportFormats).join(","),
  sessionStart: "2024-05-01T14:30:00+02:00",
  experimenter: "Doe, Jane; Roe, Richard",
  lab: "Worm lab",
  subject: "worm-7",
  sex: "XX",
} as const;

const place = scratchFolder();
let path = "";
let out = "";
let names: string[] = [];

async function withStudy<T>(work: (study: Study) => Promise<T> | T): Promise<T> {
  const study = openStudy(path, "read");
  try {
    return await work(study);
  } finally {
    study.close();
  }
}

beforeAll(async () => {
  path = await finishedStudy(place);
  const study = openStudy(path, "write");
  logEdit(study, { kind: "name", track: 0, name: "AVAL" });
  const time = Float64Array.of(0, 0.25, 0.5, 0.75, 1);
  writeStudySeries(
    study,
    { name: "temperature", unit: "°C", labels: null, time, values: Float64Array.of(20, 20.5, Number.NaN, 21, 22) },
    "t.csv",
  );
  const labels = ["light", "dark"];
  writeStudySeries(study, { name: "stimulus", unit: "", labels, time, values: Float64Array.of(1, 0, 0, Number.NaN, 1) }, "s.csv");
  study.close();
  out = join(place, "out");
  names = await withStudy((open) => exportTables(open, out, session));
}, 180_000);

/** Tracks of a foreign file put back into the study's movie. */
async function backFrom(file: string): Promise<{ readonly tracks: TrackTable; readonly names: ReadonlyMap<number, string> }> {
  return withStudy(async (study) => {
    const ground = await groundOf(study);
    const foreign = await readForeign(file, ground);
    return { tracks: toStudy(foreign, ground, { unit: null, as: null }, file), names: foreign.names };
  });
}

/** Rows as t, track, z, y, x to a hundredth, in order. */
function rowsOf(tracks: TrackTable): string[] {
  return Array.from(tracks.t, (t, row) => {
    const centre = [tracks.z[row]!, tracks.y[row]!, tracks.x[row]!].map((value) => (Math.round(value * 100) / 100 + 0).toFixed(2));
    return [t, tracks.track[row]!, ...centre].join(" ");
  })
    .filter((_, row) => tracks.track[row]! >= 0)
    .sort();
}

const own = () => withStudy((study) => studyTracks(study)!);

test("every format is written, each file is listed and has a line that tells what it is", () => {
  expect([...names].sort()).toEqual(readdirSync(out).sort());
  for (const name of names) expect(meaningOfFile(name), name).not.toBe("");
});

describe("what is written is read back as the same tracks", () => {
  test.each(["napari-tracks.csv", "trackmate.xml", "tracks.csv", "annotations.h5"])("%s", async (file) => {
    const back = await backFrom(join(out, file));
    expect(rowsOf(back.tracks)).toEqual(rowsOf(await own()));
    if (file === "trackmate.xml" || file === "annotations.h5") expect([...back.names]).toEqual([[0, "AVAL"]]);
  });

  test("label images of the Cell Tracking Challenge keep frames and tracks, and places to a voxel", async () => {
    const result = join(out, "ctc", "01_RES");
    const table = readFileSync(join(result, "res_track.txt"), "utf8").trim().split("\n");
    expect(table).toHaveLength(movieNeurons.length);
    expect(table[0]).toBe("1 0 4 0");
    const all = await backFrom(result);
    expect(all.tracks.t).toHaveLength(5 * movieNeurons.length);
    const mine = await own();
    all.tracks.t.forEach((t, row) => {
      const at = mine.track.findIndex((track, i) => track === all.tracks.track[row]! - 1 && mine.t[i] === t);
      expect(Math.hypot(all.tracks.y[row]! - mine.y[at]!, all.tracks.x[row]! - mine.x[at]!)).toBeLessThan(0.5);
    });
  });
});

describe("a study that is exported and imported again is the same study", () => {
  /** A new study of the same movie, with what a file brings. */
  async function broughtBack(file: string, work: (back: Study, said: ImportReport, before: Study) => Promise<void> | void): Promise<void> {
    const back = await newStudy(join(folder(), "back.study"), join(place, "movie.ome.tif"), unsaid, true);
    const before = openStudy(path, "read");
    try {
      await work(back, await importTracks(back, join(out, file), { unit: null, as: null }), before);
    } finally {
      before.close();
      back.close();
    }
  }

  const near = (value: number) => (Number.isNaN(value) ? "missing" : Number(value.toPrecision(5)));
  /** Values that are not as they were, but for what their format leaves of them: a share, or a step of the last decimal. */
  const changed = (read: ArrayLike<number>, had: ArrayLike<number>, share: number, step = 0): string[] =>
    Array.from(had, (value, i) => [read[i]!, value] as const)
      .filter(([now, before]) => !Object.is(now, before) && !(Math.abs(now - before) <= share * Math.abs(before) + step))
      .map(([now, before]) => `${now} for ${before}`);

  test.each([
    ["tracks.parquet", 0, "Parquet"],
    ["study.mat", 0, "MATLAB"],
    ["study.json", 1e-8, "NemaTrace JSON"],
    ["study.nwb", 1e-7, "NWB"],
    ["", 1e-5, "Tables of an export"],
  ] as const)("%s", async (file, share, format) => {
    await broughtBack(file, (back, said, before) => {
      const inOrder = (tracks: TrackTable) => {
        const rows = [...tracks.t.keys()].filter((row) => tracks.track[row]! >= 0);
        return selectRows(
          tracks,
          rows.sort((a, b) => tracks.t[a]! - tracks.t[b]! || tracks.track[a]! - tracks.track[b]!),
        );
      };
      const [mine, theirs] = [inOrder(studyTracks(back)!), inOrder(studyTracks(before)!)];
      for (const name of ["t", "track", "source"] as const) expect(mine[name]).toEqual(theirs[name]);
      for (const name of ["z", "y", "x", "radius", "intensity", "confidence"] as const)
        expect(changed(mine[name], theirs[name], share, file === "" ? 1e-3 : 0), name).toEqual([]);
      expect([...studyNames(back)]).toEqual([...studyNames(before)]);
      const [read, had] = [studyTraces(back)!, studyTraces(before)!];
      expect(read.tracks).toEqual(had.tracks);
      expect(read.names).toEqual(had.names);
      expect(read.frames).toEqual(had.frames);
      expect(read.time).toEqual(had.time);
      // NWB keeps confidence and depth with the positions, not with the traces.
      const kept = Object.keys(had.signals).filter((name) => format !== "NWB" || (name !== "confidence" && name !== "z"));
      expect(Object.keys(read.signals).sort()).toEqual(kept.sort());
      for (const name of kept as (keyof typeof had.signals)[])
        expect(changed(read.signals[name]!, had.signals[name]!, Math.max(share, 1e-7)), name).toEqual([]);
      expect(said).toMatchObject({ format, as: "tracks", tracks: movieNeurons.length, traces: movieNeurons.length, named: 1 });
      if (file === "study.nwb" || file === "study.json" || file === "") {
        expect(said.series).toBe(2);
        const frameTimes = Float64Array.of(0, 0.25, 0.5, 0.75, 1);
        const atFrames = (study: Study) =>
          studySeries(study).map((one) => {
            const words = [...alignSeries(one, frameTimes)].map((value) =>
              one.labels === null ? near(value) : (one.labels[value] ?? "none"),
            );
            return [one.name, one.unit, words];
          });
        expect(atFrames(back)).toEqual(atFrames(before));
      }
    });
  });

  test("activity that came along stands until the tracks are changed; then it is stale, and is read anew", async () => {
    await broughtBack("study.json", async (back) => {
      const state = async () => (await stepStates(back)).find(({ step }) => step === "extract")!;
      expect((await state()).status).toBe("done");
      expect((await planSteps(back, "export", {})).map(({ step }) => step)).toEqual(["refocus", "export"]);
      expect(methodsOf("x", productsOf(back), [])).toContain("Activity was brought in from a file (NemaTrace JSON).");
      logEdit(back, { kind: "name", track: 1, name: "AVAR" });
      expect((await state()).status).toBe("done");
      logEdit(back, { kind: "swap", track: 0, other: 1, t: 2 });
      expect(await state()).toMatchObject({ status: "stale", changed: ["edits"] });
      expect((await planSteps(back, "export", {})).map(({ step }) => step)).toEqual(["refocus", "extract", "export"]);
    });
  });

  test.each([
    ["study.json", '{"header":{}}', /no study that NemaTrace exported/],
    ["x.json", "{", /cannot be read as JSON/],
    ["x.mat", "MATLAB 7.3 MAT-file".padEnd(200), /7\.3/],
    ["x.parquet", "PAR1 and nothing", /cannot be unpacked as Parquet/],
  ])("what is no such file is refused: %s %s", async (name, text, message) => {
    const file = join(folder(), name);
    writeFileSync(file, text);
    await expect(withStudy(async (study) => readForeign(file, await groundOf(study)))).rejects.toThrow(message);
  });

  test.each(["study.mat", "study.json", "tracks.parquet"])("%s cut anywhere is a Failure, never a wrong study", async (name) => {
    const whole = readFileSync(join(out, name));
    const file = join(folder(), name);
    for (const share of [0.02, 0.3, 0.7, 0.98]) {
      writeFileSync(file, whole.subarray(0, Math.floor(whole.length * share)));
      const read = withStudy(async (study) => readForeign(file, await groundOf(study)));
      await expect(read, String(share)).rejects.toBeInstanceOf(Failure);
    }
  });

  test("study.mat that ends between two of its variables is told from a whole one", async () => {
    const whole = readFileSync(join(out, "study.mat"));
    const file = join(folder(), "study.mat");
    // A variable of level 5 begins with its type and its size.
    for (let at = 128; at < whole.length; at += 8 + whole.readUInt32LE(at + 4)) {
      writeFileSync(file, whole.subarray(0, at));
      const read = withStudy(async (study) => readForeign(file, await groundOf(study)));
      await expect(read, String(at)).rejects.toBeInstanceOf(Failure);
    }
  });
});

test("Parquet holds the CSV tables' rows, missing values as null", async () => {
  const tracks = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, "tracks.parquet")) });
  const { table } = await readTracks(join(out, "tracks.csv"));
  expect(tracks.map((row) => row.t)).toEqual([...table.t]);
  tracks.forEach((row, i) => expect(row.y).toBeCloseTo(table.y[i]!, 3));
  expect(tracks.filter((row) => row.name === "AVAL")).toHaveLength(5);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, "traces.parquet")) });
  const traces = await readTraces(join(out, "traces.csv"));
  expect(rows).toHaveLength(traces.signals.f!.length);
  rows.forEach((row, i) => expect(row.f).toBeCloseTo(traces.signals.f![i]!, 2));
  expect(rows[0]).toMatchObject({ t: 0, time_s: 0, track: 0, name: "AVAL" });
  const rowsOfFile = async (name: string) => parquetReadObjects({ file: await asyncBufferFromFile(join(out, name)) });
  const wide = await rowsOfFile("traces-wide.parquet");
  expect(wide).toHaveLength(5);
  expect(wide[2]!["AVAL"]).toBeCloseTo(traces.signals.dff![2]!, 5);
  expect(await rowsOfFile("edits.parquet")).toMatchObject([{ id: 1, kind: "name", track: 0, name: "AVAL", undone: false }]);
  const pairs = await rowsOfFile("correlation.parquet");
  expect(pairs).toHaveLength((movieNeurons.length * (movieNeurons.length - 1)) / 2);
  const [a, b] = [traces.signals.dff!.subarray(0, 5), traces.signals.dff!.subarray(5, 10)];
  expect(pairs[0]).toMatchObject({ track_a: 0, name_a: "AVAL", track_b: 1, name_b: null, common_frames: 5 });
  expect(pairs[0]!.r).toBeCloseTo(pearson([...a], [...b]), 4);
});

test("the data package tells the columns of every table, with units", () => {
  const made = JSON.parse(readFileSync(join(out, "datapackage.json"), "utf8")) as {
    resources: { path: string; schema: { fields: { name: string; type: string; unit?: string }[] } }[];
  };
  expect(made.resources.length).toBeGreaterThan(5);
  for (const { path: file, schema } of made.resources) {
    const header = readFileSync(join(out, file), "utf8").split("\n")[0]!.split(",");
    expect(schema.fields.map((field) => field.name)).toEqual(header);
  }
  const tracks = made.resources.find((one) => one.path === "tracks.csv")!;
  expect(tracks.schema.fields).toContainEqual(expect.objectContaining({ name: "z", type: "number", unit: "µm" }));
});

test("methods.md tells model, hash, parameters, edits and what is virtual", () => {
  const text = readFileSync(join(out, "methods.md"), "utf8");
  expect(text).toMatch(/analysed with NemaTrace \d/);
  expect(text).toMatch(/stacks are virtual: the network .+ \(SHA-256 [0-9a-f]{64}\)/);
  expect(text).toMatch(/1 edit was made by hand/);
  expect(text).toContain("| refocus | zMin | -2 |");
});

test("JSON holds the traces to float32, missing as null", async () => {
  const made = JSON.parse(readFileSync(join(out, "study.json"), "utf8")) as {
    names: Record<string, string>;
    traces: { neurons: { track: number; f: (number | null)[] }[] };
  };
  expect(made.names).toEqual({ "0": "AVAL" });
  const traces = await readTraces(join(out, "traces.csv"));
  expect(made.traces.neurons.map(({ track }) => track)).toEqual([...traces.tracks]);
  expect(made.traces.neurons[1]!.f[2]).toBeCloseTo(traces.signals.f![5 + 2]!, 2);
});

describe("NWB", () => {
  test("every group and dataset that the schema types has namespace, type and an id of its own", async () => {
    const file = await Hdf5File.open(join(out, "study.nwb"));
    try {
      const ids: unknown[] = [];
      const types: string[] = [];
      for (const at of ["/", ...file.root.paths().map((name) => (name.startsWith("/") ? name : `/${name}`))]) {
        const type = file.attribute(at, "neurodata_type");
        // Links lead to objects that are met under their own path.
        if (type === null || /\/(device|imaging_plane)(\/|$)/.test(at)) continue;
        types.push(String(type));
        expect(["core", "hdmf-common"], at).toContain(file.attribute(at, "namespace"));
        ids.push(file.attribute(at, "object_id"));
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(types).toEqual(
        expect.arrayContaining(["NWBFile", "Subject", "Device", "ImagingPlane", "OpticalChannel", "PlaneSegmentation"]),
      );
      expect(types).toEqual(expect.arrayContaining(["Fluorescence", "DfOverF", "RoiResponseSeries", "DynamicTableRegion", "VectorIndex"]));
      expect(file.attribute("/", "nwb_version")).toBe("2.7.0");
      expect(file.values("/session_start_time")).toBe("2024-05-01T14:30:00+02:00");
      expect(file.values("/general/experimenter")).toEqual(["Doe, Jane", "Roe, Richard"]);
      const table = "/processing/ophys/ImageSegmentation/PlaneSegmentation";
      expect(file.values(`${table}/neuron_name`)).toEqual(["AVAL", "", "", "", ""].slice(0, movieNeurons.length));
      expect(file.attribute(`${table}`, "colnames")).toContain("voxel_mask");
      expect(file.names(`${table}/reference_images`)).toEqual([]);
    } finally {
      file.close();
    }
  });

  test("ΔF/F0 is [time, neuron], and the rate that of the recording", async () => {
    const file = await Hdf5File.open(join(out, "study.nwb"));
    const traces = await readTraces(join(out, "traces.csv"));
    try {
      const dff = "/processing/ophys/DfOverF/RoiResponseSeries";
      expect(file.stored(`${dff}/data`).shape).toEqual([5, movieNeurons.length]);
      const data = file.values(`${dff}/data`) as number[];
      const known = (value: number) => (Number.isNaN(value) ? "missing" : value.toFixed(4));
      expect(data.map(known)).toEqual(
        data.map((_, i) => known(traces.signals.dff![(i % movieNeurons.length) * 5 + Math.floor(i / movieNeurons.length)]!)),
      );
      expect(file.attribute(`${dff}/starting_time`, "rate")).toBeCloseTo(4, 3);
      expect(String(file.attribute(dff, "comments"))).toMatch(/virtual/);
    } finally {
      file.close();
    }
  });

  test("without the session's start it is refused with the flag to give, and so are unknown formats", async () => {
    const refused = (parameters: object) => withStudy((study) => exportTables(study, join(folder(), "x"), { ...session, ...parameters }));
    await expect(refused({ format: "nwb", sessionStart: "" })).rejects.toThrow(/--session-start/);
    await expect(refused({ format: "nwb", sessionStart: "yesterday" })).rejects.toThrow(/no moment/);
    await expect(refused({ format: "csv,xls" })).rejects.toThrow(/"xls"/);
  });
});

/** A Python that has these modules; undefined where there is none. */
function pythonWith(...modules: readonly string[]): string | undefined {
  return ["python3", "/usr/bin/python3"].find((program) => {
    try {
      execFileSync(program, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

const python = pythonWith("h5py", "scipy.io");
const pandas = pythonWith("pandas");
const pynwb = pythonWith("pynwb");

/** Lines of a language in the guide that speak of something. */
function snippetOf(word: string, language = "python"): string {
  const guide = readFileSync(resolve(import.meta.dirname, "../../docs/guide/tables.md"), "utf8");
  const found = [...guide.matchAll(/```(\w+)\n([^`]*)```/g)].find(([, named, lines]) => named === language && lines!.includes(word));
  return found?.[2] ?? expect.fail(`the guide has no lines of ${language} for ${word}`);
}

/** Whether a program runs here. */
function runs(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Runs a script in a folder of its own that holds what was exported; answers what it prints. */
function runScript(program: string, name: string, ...lines: readonly string[]): string {
  const here = folder();
  for (const file of ["traces.csv", "study.mat"]) copyFileSync(join(out, file), join(here, file));
  writeFileSync(join(here, name), lines.join("\n"));
  return execFileSync(program, [name], { cwd: here, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

test.skipIf(!runs("Rscript"))("the guide's lines for R give a row a frame and a column a neuron", async () => {
  const said = runScript("Rscript", "guide.R", snippetOf("read.csv", "r"), "cat(dim(dff), format(dff[3, 2], digits = 8), names(dff)[2])");
  const { signals } = await readTraces(join(out, "traces.csv"));
  const [rows, columns, value, name] = said.split(" ");
  expect([Number(rows), Number(columns), name]).toEqual([5, 1 + movieNeurons.length, "dff.0"]);
  expect(Number(value)).toBeCloseTo(signals.dff![2]!, 6);
});

test.skipIf(!runs("octave-cli"))(
  "the guide's lines for MATLAB give a row a frame and a column a neuron, and a neuron by its name",
  async () => {
    // An Octave without a screen draws nothing.
    const drawing = ["plot", "xlabel", "ylabel"].map((name) => `function ${name}(varargin)\nend`);
    const said = runScript(
      "octave-cli",
      "guide.m",
      "1;",
      ...drawing,
      snippetOf("study.mat", "matlab"),
      'printf("%d %d %.8g ", size(s.dff), avalDff(3))',
    );
    const { signals } = await readTraces(join(out, "traces.csv"));
    const [rows, columns, value] = said.split(" ").map(Number);
    expect([rows, columns]).toEqual([5, movieNeurons.length]);
    expect(value).toBeCloseTo(signals.dff![2]!, 6);
  },
);

/** Runs lines of Python in the export's folder; answers what they print. */
function runPython(program: string, ...lines: readonly string[]): string {
  return execFileSync(program, ["-c", lines.join("\n")], { cwd: out, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

test.skipIf(pandas === undefined)("the guide's lines for pandas give a row a frame and a column a neuron", async () => {
  const said = runPython(pandas!, snippetOf("pandas"), "import json; print(json.dumps([list(dff.shape), dff.iloc[2, 1]]))");
  const { signals } = await readTraces(join(out, "traces.csv"));
  expect(JSON.parse(said)).toEqual([[5, movieNeurons.length], expect.closeTo(signals.dff![5 + 2]!, 6)]);
});

test.skipIf(pynwb === undefined)("pynwb's validator finds no error in the NWB file, and the guide's lines for pynwb read it", () => {
  expect(
    runPython(pynwb!, "from pynwb import NWBHDF5IO, validate", 'print([str(one) for one in validate(io=NWBHDF5IO("study.nwb", "r"))])'),
  ).toBe("[]");
  expect(runPython(pynwb!, snippetOf("pynwb"), 'print(dff.data.shape, list(dff.rois["neuron_name"])[0])')).toBe(
    `(5, ${movieNeurons.length}) AVAL`,
  );
});

test.skipIf(python === undefined)("h5py finds the NWB file within the schema's rules, and it and scipy read the same numbers", async () => {
  const script = resolve(import.meta.dirname, "../reference/exports.py");
  const found = JSON.parse(execFileSync(python!, [script, out], { encoding: "utf8" })) as {
    errors: string[];
    mat: { positions: number };
  };
  expect(found.errors).toEqual([]);
  const { signals } = await readTraces(join(out, "traces.csv"));
  const sum = signals.dff!.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
  const shape = [5, movieNeurons.length];
  expect(found).toMatchObject({
    names: ["AVAL", "", "", "", ""],
    dff: [shape, expect.closeTo(sum, 3)],
    positions: [[...shape, 3], expect.closeTo(found.mat.positions, 2)],
    mat: { dff: [shape, expect.closeTo(sum, 3)], names: ["AVAL", "", "", "", ""], methods: "# Methods" },
    zephir: { rows: 25, provenance: ["ZEIR"], names: ["AVAL", "null", "null", "null", "null"] },
  });
});
