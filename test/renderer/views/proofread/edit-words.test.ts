import { expect, test } from "vitest";
import { editWords } from "#renderer/views/proofread/edit-words.ts";

const names = { "3": "AVAL" };

test("a step of the log is told in one line, with names, frames and what it concerns", () => {
  expect(editWords({ kind: "move", track: 3, t: 7, z: 0, y: 0, x: 0 }, names)).toBe("Placed AVAL (#3) in frame 7");
  expect(editWords({ kind: "ghost", track: 5, t: 7, until: 10 }, names)).toBe("Out of view: #5 in frames 7 to 9");
  expect(editWords({ kind: "swap", track: 5, other: 3, t: 40 }, names)).toBe("Swapped #5 and AVAL (#3) from frame 40 on");
  expect(editWords({ kind: "name", track: 3, name: "" }, names)).toBe("Took the name of #3 away");
});

test("several edits are counted", () => {
  const confirm = (track: number, t: number) => ({ kind: "confirm", track, t }) as const;
  expect(editWords({ kind: "batch", edits: [confirm(1, 2), confirm(2, 2)] }, names)).toBe("Accepted 2 neurons");
  expect(editWords({ kind: "batch", edits: [confirm(1, 2), confirm(1, 3)] }, names)).toBe("Accepted #1 in 2 frames");
  expect(editWords({ kind: "batch", edits: [{ kind: "split", track: 1, other: 9, t: 4 }, confirm(1, 3)] }, names)).toBe(
    "Split #1: #9 from frame 4 on, and 1 more",
  );
});
