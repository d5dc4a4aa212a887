import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import { userModels } from "#io/model/user-models";
import { writeWhole } from "#io/volume/whole-file";

/** What networks can run on, in the words of onnxruntime; the processor is what all others are held against. */
export const providers = ["cpu", "webgpu", "dml", "coreml", "cuda"] as const;
export type Provider = (typeof providers)[number];

/** For people. Only the processor is in use wherever this program is tested; the others are tried on the machine they run on. */
export const providerWords: Readonly<Record<Provider, string>> = {
  cpu: "processor",
  webgpu: "graphics card (WebGPU), untested by us",
  dml: "graphics card (DirectML), untested by us",
  coreml: "Core ML, untested by us",
  cuda: "graphics card (CUDA), untested by us",
};

/** How far a provider's answer may lie from the processor's, as a share of the answer's range. */
export const mostDifference = 0.005;

/** What came of trying one. */
export interface ProviderTrial {
  readonly provider: Provider;
  /** fits: runs and answers as the processor does; differs: answers otherwise; fails: does not run here; absent: not in this build. */
  readonly outcome: "fits" | "differs" | "fails" | "absent";
  /** s a tile, fastest of several. */
  readonly seconds: number | null;
  /** Largest difference from the processor's answer, as a share of its range. */
  readonly difference: number | null;
  readonly reason: string;
}

/** Largest difference of two answers as a share of the first one's range; infinite where either holds what is no number. */
export function differenceOf(reference: Float32Array, answer: Float32Array): number {
  let [low, high, most] = [Infinity, -Infinity, 0];
  for (let i = 0; i < reference.length; i++) {
    const [a, b] = [reference[i]!, answer[i]!];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
    low = Math.min(low, a);
    high = Math.max(high, a);
    most = Math.max(most, Math.abs(a - b));
  }
  return most / Math.max(high - low, 1e-9);
}

/** The fastest of those that answer as the processor does. */
export function fastestOf(trials: readonly ProviderTrial[]): Provider {
  const able = trials.filter(({ outcome, seconds }) => outcome === "fits" && seconds !== null);
  return able.toSorted((a, b) => a.seconds! - b.seconds!)[0]?.provider ?? "cpu";
}

const choice = z.object({ provider: z.enum(providers) });

function choicePath(): string {
  return join(userModels(), "provider.json");
}

/**
 * What networks run on: NEMATRACE_PROVIDER where it is set, else what `model providers --use` chose on this machine, else
 * the processor.
 *
 * @throws Failure "invalid-input" for a name that is none
 */
export async function chosenProvider(): Promise<Provider> {
  const named = process.env["NEMATRACE_PROVIDER"];
  if (named !== undefined && named !== "") return providerNamed(named);
  const text = await readFile(choicePath(), "utf8").catch(() => null);
  if (text === null) return "cpu";
  try {
    return choice.parse(JSON.parse(text)).provider;
  } catch {
    throw new Failure("damaged", `${choicePath()} does not name a provider; remove it, or run nematrace model providers --use.`, {
      path: choicePath(),
    });
  }
}

/** @throws Failure "invalid-input" */
export function providerNamed(name: string): Provider {
  const known = providers.find((one) => one === name);
  if (known) return known;
  throw new Failure("invalid-input", `"${name}" is nothing that networks run on; there are ${providers.join(", ")}.`, { value: name });
}

/** Keeps a choice for this machine. @throws Failure "read-only" | "disk-full" */
export async function keepProvider(provider: Provider): Promise<void> {
  await writeWhole(choicePath(), `${JSON.stringify({ provider })}\n`);
}
