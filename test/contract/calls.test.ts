import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { calls } from "#contract/calls";
import { programVersion } from "#contract/version";

test("the call names are these", () => {
  expect(Object.keys(calls)).toMatchInlineSnapshot(`
    [
      "app.about",
      "files.list",
      "files.pick",
      "sample.make",
      "recording.open",
      "recording.datasets",
      "recording.preflight",
      "video.begin",
      "video.finish",
      "video.abort",
      "preferences.read",
      "preferences.write",
      "models.list",
      "models.add",
      "models.remove",
      "models.card",
      "study.recent",
      "study.create",
      "study.open",
      "study.relocate",
      "study.repair",
      "study.close",
      "study.settings",
      "step.run",
      "step.preview",
      "refocus.check",
      "psf.estimate",
      "batch.start",
      "batch.resume",
      "batch.list",
      "jobs.list",
      "jobs.cancel",
      "edits.apply",
      "edits.undo",
      "edits.redo",
      "edits.rewind",
      "edits.follow",
      "edits.list",
      "series.list",
      "series.import",
      "series.remove",
      "traces.join",
      "tracks.import",
      "naming.suggest",
      "study.surface",
      "views.keep",
      "views.leave",
      "views.last",
      "views.remove",
      "export.files",
    ]
  `);
});

test("the program's version is the package's", () => {
  expect(programVersion).toBe((JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version);
});
