import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CallInput, CallName, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { unprepared } from "#contract/preparation";
import { unsaid } from "#contract/recording";
import { dispatch } from "#services/dispatch";
import { createServices, type Services } from "#services/services";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

function windowOver(dataRoot: string, stateFolder: string): Services {
  return createServices({
    host: "browser",
    dataRoot,
    stateFolder,
    sampleFolder: dataRoot,
    forkEngine: () => {
      throw new Error("nothing is run here");
    },
    pick: null,
  });
}

async function ask<N extends CallName>(services: Services, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await dispatch(name, input, services);
  if (!answer.ok) throw Failure.from(answer.failure);
  // The services answer in the shape that the contract gives this call.
  return answer.value as CallOutput<N>;
}

test("what was said about a recording is offered for the next one of its folder, from a place of the user's own", async () => {
  const data = folder();
  const state = folder();
  const bare = { pixelSize: null, interval: null };
  const [first, second] = [await writeMovie(join(data, "a.ome.tif"), bare), await writeMovie(join(data, "b.ome.tif"), bare)];
  const before = windowOver(data, state);
  expect((await ask(before, "recording.open", { path: first, settings: null })).remembered).toBeNull();
  const settings = { ...unsaid, pixelSize: 0.325, interval: 0.25, preparation: { ...unprepared, binning: 2, cropTop: 4 } };
  await ask(before, "study.create", { recording: first, path: null, settings, refocus: false });
  expect((await ask(before, "recording.open", { path: first, settings: null })).remembered).toBeNull();
  await before.close();
  const later = windowOver(data, state);
  const opened = await ask(later, "recording.open", { path: second, settings: null });
  expect(opened.info.missing).toEqual(["pixel-size", "interval"]);
  expect(opened.remembered).toEqual({
    from: "a.ome.tif",
    settings: { ...settings, preparation: { ...unprepared, binning: 2 } },
    refocus: false,
  });
  await later.close();
  expect(existsSync(join(data, "answers.json"))).toBe(false);
  expect(readFileSync(join(state, "answers.json"), "utf8")).toContain("a.ome.tif");
});

test("a second file or a calibration outside the data folder is refused", async () => {
  const data = folder();
  const elsewhere = await writeMovie(join(folder(), "red.ome.tif"));
  const movie = await writeMovie(join(data, "a.ome.tif"));
  const services = windowOver(data, folder());
  const open = (settings: typeof unsaid) => ask(services, "recording.open", { path: movie, settings });
  await expect(open({ ...unsaid, layout: { kind: "files", path: elsewhere } })).rejects.toMatchObject({ code: "forbidden" });
  const preparation = { ...unprepared, flatField: "file", flatFieldFile: elsewhere };
  await expect(open({ ...unsaid, preparation })).rejects.toMatchObject({ code: "forbidden" });
  await services.close();
});

test("a pre-flight answers over the wire with every check, and says what the file leaves out", async () => {
  const data = folder();
  const movie = await writeMovie(join(data, "a.ome.tif"), { pixelSize: null });
  const services = windowOver(data, folder());
  const report = await ask(services, "recording.preflight", { path: movie, settings: unsaid, model: "widefield-20x", aperture: 0.75 });
  const verdicts = Object.fromEntries(report.checks.map(({ check, verdict }) => [check, verdict]));
  expect(verdicts).toMatchObject({ "pixel-size": "bad", aperture: "good", channel: "good", saturation: "good", bleaching: "good" });
  expect(report.verdict).toBe("bad");
  expect(report.frames).toEqual([0, 1, 2, 3, 4, 5]);
  await expect(
    ask(services, "recording.preflight", { path: movie, settings: unsaid, model: "../x", aperture: null }),
  ).rejects.toMatchObject({ code: "invalid-input" });
  await services.close();
});
