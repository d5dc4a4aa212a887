import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Question } from "#hosts/electron/mishaps";
import { isNewer, Updates } from "#hosts/electron/updates";
import { folder } from "#test/make/folder";

interface Told {
  readonly version?: string;
  readonly page?: string;
  readonly status?: number;
  readonly repository?: string | null;
}

function updates({ version = "v0.2.0", page, status = 200, repository = "lab/nematrace" }: Told, ...answers: number[]) {
  const consentFile = join(folder(), "updates.json");
  const asked: Question[] = [];
  const fetched: string[] = [];
  const opened: string[] = [];
  const made = new Updates({
    version: "0.1.0",
    repository,
    consentFile,
    ask: async (question) => {
      asked.push(question);
      return answers.shift() ?? question.buttons.length - 1;
    },
    fetch: async (url) => {
      fetched.push(url);
      const body = { tag_name: version, html_url: page ?? `https://github.com/lab/nematrace/releases/tag/${version}` };
      return { ok: status === 200, status, json: async () => body };
    },
    openOutside: (url) => opened.push(url),
  });
  return { made, asked, fetched, opened, consentFile };
}

test("without a consent nothing is asked of anybody: not at the start, and not where the question is declined", async () => {
  const { made, fetched, asked, consentFile } = updates({}, 2);
  await made.atStart();
  expect(asked).toEqual([]);
  await made.onRequest();
  expect(asked[0]?.detail).toMatch(/nothing is sent along/);
  expect([fetched, existsSync(consentFile)]).toEqual([[], false]);
});

test("asked once, a newer version's page can be opened, and nothing is remembered", async () => {
  const { made, fetched, opened, consentFile } = updates({}, 0, 0);
  await made.onRequest();
  expect(fetched).toEqual(["https://api.github.com/repos/lab/nematrace/releases/latest"]);
  expect(opened).toEqual(["https://github.com/lab/nematrace/releases/tag/v0.2.0"]);
  expect(existsSync(consentFile)).toBe(false);
  await made.atStart();
  expect(fetched).toHaveLength(1);
});

test("a consent for every start is kept, and taken back", async () => {
  const { made, fetched, asked, consentFile } = updates({}, 1, 1, 1, 1);
  await made.onRequest();
  expect(JSON.parse(readFileSync(consentFile, "utf8"))).toEqual({ atStart: true });
  await made.atStart();
  expect([fetched.length, asked.at(-1)?.message]).toEqual([2, "NemaTrace 0.2.0 is there."]);
  await made.onRequest();
  expect(asked.at(-1)?.buttons).toContain("Stop Asking at Every Start");
  await made.atStart();
  expect(fetched).toHaveLength(2);
});

test("the newest version, a silent server and a strange answer are each said in words, and no strange page is opened", async () => {
  const newest = updates({ version: "v0.1.0" }, 0);
  await newest.made.onRequest();
  expect(newest.asked.at(-1)?.message).toBe("This is the newest version.");
  for (const told of [
    { status: 404 },
    { status: 500 },
    { version: "latest" },
    { page: "https://evil.example/releases/" },
    { page: "https://github.com/evil/x/releases/" },
  ]) {
    const { made, asked, opened } = updates(told, 0);
    await made.onRequest();
    expect([asked.at(-1)?.message, opened], JSON.stringify(told)).toEqual(["The newest version could not be asked for.", []]);
  }
});

test("a copy built without a place of its releases asks nobody", async () => {
  const { made, fetched, asked } = updates({ repository: null });
  await made.atStart();
  await made.onRequest();
  expect([fetched, asked.length]).toEqual([[], 1]);
});

test("versions are compared by their numbers", () => {
  for (const [one, other, newer] of [
    ["v0.10.0", "0.9.9", true],
    ["0.1.0", "0.1.0", false],
    ["0.1.0", "0.2.0", false],
    ["1.0.0", "1.0.0-beta", true],
    ["1.0.0-beta", "1.0.0", false],
    ["v1.0.0", "0.99.99", true],
  ] as const)
    expect(isNewer(one, other), `${one} ${other}`).toBe(newer);
});
