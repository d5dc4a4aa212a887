import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { Random } from "#core/optics/random";
import { openModel } from "#io/model/open";
import { mutate } from "#test/make/mutate";
import { scratchFolder } from "#test/make/scratch";
import { writeTinyModel } from "#test/make/tiny-model";

const scratch = scratchFolder();
const mutants = Number(process.env["NEMATRACE_MUTANTS"] ?? 200);

test("damaged models end in a Failure or in a network that runs", async () => {
  const folder = await writeTinyModel(join(scratch, "tiny"));
  const [graph, manifest] = ["model.onnx", "manifest.json"].map((name) => readFileSync(join(folder, name))) as [Buffer, Buffer];
  const random = new Random(14);
  const strange: string[] = [];
  for (let n = 0; n < mutants; n++) {
    const broken =
      random.uniform() < 0.3
        ? { graph, manifest: mutate(manifest, random, true).bytes }
        : { graph: mutate(graph, random, true).bytes, manifest };
    // Whoever alters a model can alter the hash in its manifest too.
    const told =
      broken.manifest === manifest
        ? Buffer.from(manifest.toString().replace(/[0-9a-f]{64}/, createHash("sha256").update(broken.graph).digest("hex")))
        : broken.manifest;
    writeFileSync(join(folder, "model.onnx"), broken.graph);
    writeFileSync(join(folder, "manifest.json"), told);
    try {
      const model = await openModel(folder, { threads: 1 });
      await model.close();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) strange.push(`${n}: ${String(thrown)}`);
    }
  }
  rmSync(folder, { recursive: true });
  expect(strange).toEqual([]);
});
