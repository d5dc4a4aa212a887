import { expect, test } from "vitest";
import { chordOf, type Pressed } from "#renderer/app/chord.ts";
import { fuzzy } from "#renderer/app/fuzzy.ts";

const pressed = (key: string, change: Partial<Pressed> = {}): Pressed => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

test("chords name the key as it is written, with Shift where it is not part of the character", () => {
  expect(chordOf(pressed("z", { ctrlKey: true, shiftKey: true }))).toBe("Mod+Shift+Z");
  expect(chordOf(pressed("z", { metaKey: true }))).toBe("Mod+Z");
  expect(chordOf(pressed(" "))).toBe("Space");
  expect(chordOf(pressed("?", { shiftKey: true }))).toBe("?");
  expect(chordOf(pressed("ArrowLeft", { altKey: true, shiftKey: true }))).toBe("Alt+Shift+ArrowLeft");
  expect(chordOf(pressed("Shift", { shiftKey: true }))).toBeNull();
});

test("Alt on a Mac and AltGr elsewhere do not hide which key was meant", () => {
  expect(chordOf(pressed("≈", { code: "KeyX", altKey: true }))).toBe("Alt+X");
  expect(chordOf(pressed("[", { ctrlKey: true, altKey: true, getModifierState: (name) => name === "AltGraph" }))).toBe("[");
});

test("typed letters have to occur in order; the beginnings of words and unbroken letters count most", () => {
  const rank = (typed: string, texts: readonly string[]) =>
    texts
      .flatMap((text) => {
        const found = fuzzy(typed, text);
        return found ? [{ text, score: found.score }] : [];
      })
      .sort((a, b) => b.score - a.score)
      .map(({ text }) => text);
  expect(rank("re", ["Run everything", "Reset", "First frame"])).toEqual(["Run everything", "Reset", "First frame"]);
  expect(rank("nfr", ["Next frame", "Last frame"])).toEqual(["Next frame"]);
  expect(rank("aval", ["AVAR (#3)", "AVAL (#12)"])).toEqual(["AVAL (#12)"]);
  expect(fuzzy("ff", "First frame")?.at).toEqual([0, 6]);
});
