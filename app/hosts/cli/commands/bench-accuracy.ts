import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Manifest } from "#contract/model";
import type { Progress } from "#contract/source";
import { watch } from "#hosts/cli/command";
import { listModels } from "#io/model/list";
import { type Model, openModel } from "#io/model/open";
import { type AccuracySection, writeSection } from "#jobs/bench/accuracy-page";
import { measureRefocusing } from "#jobs/bench/refocusing";
import { isConfocal } from "#jobs/nominal-optics";

/** How faithful the model is. */
export async function refocusingOf({ model: id, page }: { readonly model: string; readonly page: string }): Promise<AccuracySection> {
  const model = await openModel(id);
  const opened: Model[] = [model];
  const open = async (manifest: Manifest | undefined): Promise<Model | null> => {
    if (!manifest) return null;
    const one = await openModel(manifest.id);
    opened.push(one);
    return one;
  };
  try {
    const near = (await listModels()).filter(
      (other) => other.id !== model.manifest.id && other.signature === "coefficients" && other.optics.na === model.manifest.optics.na,
    );
    const single = near.filter(({ tensors }) => tensors.channels === 1);
    const alike: Model[] = [];
    for (const other of single) if (!isConfocal(other.optics)) alike.push((await open(other))!);
    const others = {
      alike,
      twoPlanes: await open(near.find(({ tensors }) => tensors.channels === 2)),
      confocal: await open(single.find(({ optics }) => isConfocal(optics))),
    };
    const folder = existsSync(dirname(page)) ? dirname(page) : null;
    return await accuracyOf("refocusing", measureRefocusing(model, others, folder), page);
  } finally {
    for (const each of opened) await each.close();
  }
}

/** Measures one part of the page of accuracies and writes it. */
export async function accuracyOf(name: string, job: AsyncGenerator<Progress, AccuracySection>, page: string): Promise<AccuracySection> {
  return pageOf(await watch(name, job), page);
}

export async function pageOf(section: AccuracySection, page: string): Promise<AccuracySection> {
  if (!(await writeSection(page, section))) process.stderr.write(`bench: there is no folder for ${page}, so that no page was written\n`);
  return section;
}
