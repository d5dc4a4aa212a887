import { afterEach, expect, test, vi } from "vitest";
import { Failure } from "#contract/failure";
import { chosenProvider, differenceOf, fastestOf, keepProvider, type ProviderTrial } from "#io/model/providers";
import { tryProvider } from "#io/model/try-provider";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();
afterEach(() => vi.unstubAllEnvs());

const trial = (provider: ProviderTrial["provider"], outcome: ProviderTrial["outcome"], seconds: number | null): ProviderTrial => ({
  provider,
  outcome,
  seconds,
  difference: 0,
  reason: "",
});

test("the fastest is chosen of those that answer as the processor does, never a faster one that does not", () => {
  expect(fastestOf([trial("cpu", "fits", 0.2), trial("cuda", "differs", 0.01), trial("webgpu", "fits", 0.05)])).toBe("webgpu");
  expect(fastestOf([trial("cpu", "fits", 0.2), trial("webgpu", "fits", 0.3)])).toBe("cpu");
  expect(fastestOf([trial("cuda", "fails", null)])).toBe("cpu");
});

test("an answer that is no number is infinitely far", () => {
  expect(differenceOf(Float32Array.of(0, 2), Float32Array.of(0, 2.01))).toBeCloseTo(0.005, 4);
  expect(differenceOf(Float32Array.of(0, 2), Float32Array.of(0, Number.NaN))).toBe(Infinity);
});

test("the processor agrees with itself; what this build lacks is told as absent", async () => {
  const cpu = await tryProvider("widefield-20x", "cpu");
  expect(cpu).toMatchObject({ outcome: "fits", difference: 0 });
  const other = process.platform === "win32" ? "coreml" : "dml";
  expect(await tryProvider("widefield-20x", other)).toMatchObject({ outcome: "absent", seconds: null });
});

test("a provider that this machine has not got is never run on silently", async () => {
  // Without the right driver each of these is refused, or runs and agrees; none of them answers otherwise unnoticed.
  const found = await tryProvider("widefield-20x", "cuda");
  if (found.outcome === "fits") expect(found.difference).toBeLessThan(0.005);
  else expect(found.reason).not.toBe("");
});

test("the environment goes before the choice that was kept, and wrong names are refused", async () => {
  vi.stubEnv("NEMATRACE_MODELS", scratch);
  vi.stubEnv("NEMATRACE_PROVIDER", "");
  expect(await chosenProvider()).toBe("cpu");
  await keepProvider("webgpu");
  expect(await chosenProvider()).toBe("webgpu");
  vi.stubEnv("NEMATRACE_PROVIDER", "cuda");
  expect(await chosenProvider()).toBe("cuda");
  vi.stubEnv("NEMATRACE_PROVIDER", "abacus");
  await expect(chosenProvider()).rejects.toThrow(Failure);
});
