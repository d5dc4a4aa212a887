import { expect, test } from "vitest";
import { commandAt, commandIds, commandOf, holderOf, keysOf } from "#contract/commands";

test("no two commands come with the same keys", () => {
  const chords = commandIds.flatMap((id) => [...keysOf(id, {})]);
  expect(chords.filter((chord, i) => chords.indexOf(chord) !== i)).toEqual([]);
});

test("a command that does more with Shift hears its keys with Shift, unless another command has those", () => {
  expect(commandAt("A", {})).toEqual({ id: "correct.accept", shift: false });
  expect(commandAt("Shift+A", {})).toEqual({ id: "correct.accept", shift: true });
  expect(commandAt("Alt+Shift+ArrowLeft", {})).toEqual({ id: "correct.left", shift: true });
  expect(commandAt("Shift+B", {})).toEqual({ id: "correct.lasso", shift: false });
  expect(commandAt("Shift+J", {})).toBeNull();
  expect(commandAt("Shift+A", { "edit.history": ["Shift+A"] })).toEqual({ id: "edit.history", shift: false });
});

test("keys that the user gave stand in place of those delivered; an empty list is no key", () => {
  const choices = { "time.play": ["Y"], "neuron.next": [] };
  expect(commandAt("Y", choices)?.id).toBe("time.play");
  expect(commandAt("Space", choices)).toBeNull();
  expect(commandAt("J", choices)).toBeNull();
  expect(holderOf("K", "time.play", choices)).toBe("neuron.previous");
  expect(holderOf("Y", "time.play", choices)).toBeNull();
});

test("titles tell commands apart", () => {
  const titles = commandIds.map((id) => commandOf(id).title);
  expect(new Set(titles).size).toBe(titles.length);
});
