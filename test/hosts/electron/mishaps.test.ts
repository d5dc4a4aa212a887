import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CrashNotes } from "#hosts/electron/crash-notes";
import { Mishaps, type Question } from "#hosts/electron/mishaps";
import { folder } from "#test/make/folder";

function mishaps(...answers: number[]) {
  const done: string[] = [];
  const asked: Question[] = [];
  const made = new Mishaps({
    ask: async (question) => {
      asked.push(question);
      return answers.shift() ?? 0;
    },
    reload: () => done.push("reload"),
    close: () => done.push("close"),
    showNotes: () => done.push("notes"),
    note: (line) => done.push(line),
  });
  return { made, done, asked };
}

test("a window that broke is noted and comes back on request, or closes; the notes can be looked at first", async () => {
  const { made, done, asked } = mishaps(1, 0, 2);
  await made.pageGone("crashed", 11);
  expect(done).toEqual(["The window's process ended: crashed, code 11.", "notes", "reload"]);
  expect(asked[0]?.detail).toMatch(/everything saved is safe/);
  await made.pageGone("oom", 5);
  expect(asked.at(-1)?.message).toMatch(/memory/);
  expect(done.at(-1)).toBe("close");
});

test("a window that was closed in order is no mishap, nor is a load that another overtook", async () => {
  const { made, done, asked } = mishaps();
  await made.pageGone("clean-exit", 0);
  await made.pageMissing(-3, "ERR_ABORTED");
  expect([done, asked]).toEqual([[], []]);
});

test("a window that hangs may be waited for, and is asked about once at a time", async () => {
  const { made, done, asked } = mishaps(0, 1);
  await Promise.all([made.pageHangs(), made.pageHangs()]);
  expect([asked.length, done]).toEqual([1, []]);
  await made.pageHangs();
  expect(done).toEqual(["reload"]);
});

test("notes are lines in a file of this machine that does not grow for ever", () => {
  const place = join(folder(), "crashes");
  const notes = new CrashNotes(place);
  notes.write("The window's process ended.");
  expect(readFileSync(notes.file, "utf8")).toMatch(/^\d{4}-.* NemaTrace \d+\.\d+\.\d+ .*: The window's process ended\.\n$/);
  writeFileSync(notes.file, "x".repeat(300_000));
  notes.write("Again.");
  expect(statSync(notes.file).size).toBeLessThan(1000);
  expect(statSync(`${notes.file}.before`).size).toBe(300_000);
});
