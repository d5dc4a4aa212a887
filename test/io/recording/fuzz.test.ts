import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { Random } from "#core/optics/random";
import { openRecording } from "#io/recording/open";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();

const mutants = Number(process.env["NEMATRACE_MUTANTS"] ?? 200);

/** Flips bits, mostly near the front where directories lie, or overwrites a whole number with an extreme one. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const mutant = Buffer.from(bytes);
  const changes = 1 + Math.floor(random.uniform(0, 4));
  for (let i = 0; i < changes; i++) {
    const at = Math.floor(mutant.length * random.uniform() ** 2);
    if (random.uniform() < 0.6) mutant[at] = (mutant[at] ?? 0) ^ (1 << Math.floor(random.uniform(0, 8)));
    else if (at + 4 <= mutant.length)
      mutant.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff, 65536][Math.floor(random.uniform(0, 5))] ?? 0, at);
  }
  return random.uniform() < 0.2 ? mutant.subarray(0, Math.floor(mutant.length * random.uniform())) : mutant;
}

test.each(["tiff", "itk"])("damaged %s files end in a Failure or in pixels, never in anything else", async (family) => {
  const fixtures = new URL(`../../fixtures/${family}/`, import.meta.url).pathname;
  const names = readdirSync(fixtures).filter((name) => !name.endsWith(".md"));
  const random = new Random(4);
  const strange: string[] = [];
  const count = family === "tiff" ? mutants : Math.ceil(mutants / 4);
  for (let n = 0; n < count; n++) {
    const name = names[n % names.length] ?? "";
    const path = join(room, `${n}-${name}`);
    writeFileSync(path, mutate(readFileSync(`${fixtures}${name}`), random));
    try {
      const source = await openRecording(path);
      const { shape } = source.info;
      for (let t = 0; t < Math.min(shape.t, 3); t++) {
        const { data } = await source.read(t, shape.c - 1, shape.z - 1).catch((thrown: unknown) => {
          if (thrown instanceof Failure) return { data: [0] };
          throw thrown;
        });
        expect(data.length).toBeGreaterThan(0);
      }
      await source.close();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) strange.push(`${n} ${name}: ${String(thrown)}`);
    }
    rmSync(path);
  }
  expect(strange).toEqual([]);
});
