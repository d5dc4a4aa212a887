import { expect, test } from "vitest";
import { changedWords } from "#renderer/views/steps/step-words.ts";

test("what made a step stale is named, and a step before it where nothing of its own changed", () => {
  expect(changedWords(["model"])).toBe("The model");
  expect(changedWords(["settings", "volumes", "edits"])).toBe("The recording's settings and edits by hand");
  expect(changedWords(["blobs"])).toBe("A step before it");
  expect(changedWords([])).toBe("A step before it");
});
