import type { Command } from "commander";
import { Failure } from "#contract/failure";
import { report } from "#hosts/cli/command";
import { addModel, removeModel } from "#io/model/add";
import { listModels } from "#io/model/list";
import { openModel } from "#io/model/open";

/** `model list | add | check | remove`: the networks at hand, and a lab's own. */
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
