import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { builtProgram, nematrace, type Ended } from "#test/make/built";
import { writeMovie } from "#test/make/movie-file";
import { tinyCoefficientGraph, writeTinyModel } from "#test/make/tiny-model";

/** Those of the programs that are not installed. */
export function absent(...programs: readonly string[]): string[] {
  return programs.filter((program) => spawnSync("sh", ["-c", `command -v ${program}`], { env: withSystemPrograms() }).status !== 0);
}

/** Slurm's daemons lie where only the administrator's shell looks. */
export function withSystemPrograms(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}

/** A recording with its model, the study of a single run, and the settings of a workflow that shall make the same. */
export interface Workplace {
  readonly folder: string;
  readonly alone: string;
  readonly shared: string;
  /** Number of recorded frames. */
  readonly frames: number;
}

/**
 * @param before shell commands that come before every call of the program by a job; `$*` is what it was called with
 */
export async function workplace(folder: string, before = ""): Promise<Workplace> {
  const frames = 6;
  const movie = await writeMovie(join(folder, "movie.ome.tif"), { frames });
  const model = await writeTinyModel(join(folder, "tiny"), tinyCoefficientGraph([0, 0.1, 0.6, 1, 0.6, 0.1, 0]));
  const alone = join(folder, "alone.study");
  const ran = await nematrace(["run", movie, "--study", alone, "--model", model, "--z", "-2:2:1"]);
  if (ran.code !== 0) throw new Error(`The single run failed: ${ran.err}`);
  const program = join(folder, "nematrace");
  const state = join(folder, "state");
  mkdirSync(state);
  writeFileSync(
    program,
    `#!/bin/sh\nexport NEMATRACE_STATE='${state}'\n${before}\nexec '${process.execPath}' '${join(builtProgram(), "cli.mjs")}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  const settings = {
    recordings: { worm: movie },
    studies: join(folder, "studies"),
    nematrace: program,
    frames_per_job: 2,
    threads: 1,
    minutes: 5,
    mem_mb: 500,
    flags: `--model ${model} --z -2:2:1`,
    run_flags: "",
  };
  writeFileSync(join(folder, "mine.json"), JSON.stringify(settings));
  return { folder, alone, shared: join(folder, "studies", "worm.study"), frames };
}

/** Runs the workflow in the workplace. */
export function snakemake(place: Workplace, flags: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  const snakefile = resolve(import.meta.dirname, "../../workflow/Snakefile");
  const args = ["--snakefile", snakefile, "--configfile", join(place.folder, "mine.json"), "--directory", place.folder, ...flags];
  return new Promise((done) => {
    const child = spawn("snakemake", args, { env: { ...env, HOME: place.folder }, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.once("close", (code) => done({ code, out, err }));
  });
}

/** What a `convert` job of the workflow said it did. */
export function convertSummary(place: Workplace, begin: number, end: number): { readonly made: number; readonly kept: number } {
  const mark = join(place.folder, "studies", "jobs", "worm", `frames.${begin}-${end}.json`);
  return JSON.parse(readFileSync(mark, "utf8")) as { made: number; kept: number };
}
