import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Command } from "commander";
import { Failure } from "#contract/failure";
import { refocusSheet } from "#contract/parameters";
import { report } from "#hosts/cli/command";
import { addModel, removeModel } from "#io/model/add";
import { listModels } from "#io/model/list";
import { openModel } from "#io/model/open";
import { fastestOf, keepProvider, providerNamed, providers, type ProviderTrial } from "#io/model/providers";
import { tryProvider } from "#io/model/try-provider";

/** How long one provider may take, ms. */
const patience = 120_000;

/** `model list | add | check | providers | remove`: the networks at hand, and a lab's own. */
export function modelCommand(program: Command): void {
  const model = program.command("model").description("List, add, check or remove networks.");
  model
    .command("list")
    .description("the models at hand")
    .option("--json", "print their manifests as JSON")
    .action(async (options: { json?: boolean }) => {
      const models = await listModels();
      report(
        options.json,
        models,
        models.map(({ id, title, depth, optics }) => `${id}  ${title}, ${depth.min} to ${depth.max} µm, ${optics.pixelSize} µm a pixel`),
      );
    });
  model
    .command("providers [id]")
    .description(
      "try a model on the processor and on every graphics provider of this build, one by one; hold each against the processor's answer, and time it",
    )
    .option("--use", "keep the fastest that answers as the processor does for this machine")
    .option("--only <name>", "try this one, in this process")
    .option("--json", "print what came of it as JSON")
    .action(async (id: string | undefined, options: { use?: boolean; only?: string; json?: boolean }) => {
      const name = id ?? refocusSheet.model.default;
      const trials = options.only === undefined ? await tryEach(name) : [await tryProvider(name, providerNamed(options.only))];
      const fastest = fastestOf(trials);
      if (options.use) await keepProvider(fastest);
      report(options.json, { trials, fastest, kept: options.use === true }, trialLines(trials, fastest, options.use === true));
    });
  model
    .command("check <id>")
    .description("load a model (an id, or the path of its folder) and run a test tile")
    .option("--json", "print the result as JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const opened = await openModel(id);
      await opened.close();
      const { manifest, folder, hash, provider } = opened;
      report(options.json, { id: manifest.id, folder, hash, provider, signature: manifest.signature }, [
        `${manifest.id} in ${folder} runs (${manifest.signature}, ${provider}).`,
      ]);
    });
  model
    .command("add <file>")
    .description("add an ONNX file with the signature of Deep-Z or of this program; it is copied and tested")
    .requiredOption("--id <id>", "short name: letters, digits, dots, dashes")
    .requiredOption("--pixel-size <µm>", "size of a pixel in the images it was trained on")
    .requiredOption("--depth <min:max>", "range of depths, µm from the recorded plane, for example -10:10")
    .requiredOption("--na <NA>", "numerical aperture it was trained for")
    .option("--title <text>", "what the window shows (the id)")
    .option("--objective <text>", "for example 20×/0.75", "not said")
    .option("--emission <min:max>", "emission wavelengths, µm", "0.5:0.62")
    .option("--multiple <pixels>", "height and width must be multiples of this (32 for Deep-Z, else 16)")
    .option("--data <text>", "on what it was trained", "not said")
    .option("--licence <text>", "its licence", "not said")
    .option("--json", "print the manifest as JSON")
    .action(async (file: string, options: AddFlags) => {
      const manifest = await addModel(file, {
        id: options.id,
        title: options.title ?? options.id,
        objective: options.objective,
        na: number("--na", options.na),
        pixelSize: number("--pixel-size", options.pixelSize),
        emission: range("--emission", options.emission),
        depth: range("--depth", options.depth),
        multiple: options.multiple === undefined ? null : number("--multiple", options.multiple),
        data: options.data,
        licence: options.licence,
      });
      report(options.json, manifest, [`${manifest.id} was added (${manifest.signature}); use it with --model ${manifest.id}.`]);
    });
  model
    .command("remove <id>")
    .description("remove a model that was added; those shipped with the program stay")
    .option("--json", "print the result as JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      await removeModel(id);
      report(options.json, { removed: id }, [`${id} was removed.`]);
    });
}

/** Each provider in a process of its own: a driver that ends it ends nothing else. */
async function tryEach(model: string): Promise<ProviderTrial[]> {
  const trials: ProviderTrial[] = [];
  for (const provider of providers) {
    const args = [process.argv[1]!, "model", "providers", model, "--only", provider, "--json"];
    const { stdout, failed } = await promisify(execFile)(process.execPath, args, {
      timeout: patience,
      env: { ...process.env, NEMATRACE_PROVIDER: "cpu" },
    }).then(
      (done) => ({ stdout: done.stdout, failed: "" }),
      (error: Error & { killed?: boolean }) => ({ stdout: "", failed: error.killed ? "it did not answer in time" : "its process ended" }),
    );
    // The answer is this command's own, of one trial.
    const trial = stdout === "" ? null : ((JSON.parse(stdout) as { trials: ProviderTrial[] }).trials[0] ?? null);
    trials.push(trial ?? { provider, outcome: "fails", seconds: null, difference: null, reason: failed });
  }
  return trials;
}

function trialLines(trials: readonly ProviderTrial[], fastest: string, kept: boolean): string[] {
  const words = {
    fits: "answers as the processor does",
    differs: "ANSWERS OTHERWISE, not used",
    fails: "does not run here",
    absent: "not in this build",
  };
  return [
    ...trials.map(({ provider, outcome, seconds, difference, reason }) =>
      [
        `  ${provider.padEnd(8)}${words[outcome]}`,
        seconds === null ? "" : `${(1000 * seconds).toFixed(0)} ms a tile`,
        difference === null || provider === "cpu" ? "" : `difference ${(100 * difference).toPrecision(2)} %`,
        reason,
      ]
        .filter((part) => part !== "")
        .join("; "),
    ),
    kept ? `Networks now run on ${fastest} here.` : `The fastest that may be used is ${fastest}; --use keeps it.`,
  ];
}

interface AddFlags {
  readonly id: string;
  readonly pixelSize: string;
  readonly depth: string;
  readonly na: string;
  readonly title?: string;
  readonly objective: string;
  readonly emission: string;
  readonly multiple?: string;
  readonly data: string;
  readonly licence: string;
  readonly json?: boolean;
}

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new Failure("invalid-input", `${flag} takes a number, not "${text}".`, { flag, value: text });
  return value;
}

function range(flag: string, text: string): readonly [number, number] {
  const [low, high, more] = text.split(":");
  if (low === undefined || high === undefined || more !== undefined) {
    throw new Failure("invalid-input", `${flag} takes min:max, not "${text}".`, { flag, value: text });
  }
  return [number(flag, low), number(flag, high)];
}
