import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** One figure with what it must reach and what it aims at. */
export interface Accuracy {
  readonly what: string;
  readonly value: number;
  /** Null where there is none. */
  readonly floor: number | null;
  readonly aim: number | null;
  /** True where more is better. */
  readonly least: boolean;
  readonly unit: string;
  /** Each seed, worm, pair or frame that the value is the mean (or as `what` says) of. */
  readonly each: readonly number[];
  /** What a reader has to know beside it; empty for nothing. */
  readonly note: string;
}

/** One part of the page, written by one part of the bench. */
export interface AccuracySection {
  /** Names the part in the page; a part of the same name is replaced, the others stay. */
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Accuracy[];
  /** Paragraphs, lists and tables below the figures: where it fails, how it was measured. */
  readonly text: readonly string[];
}

const head = `# Accuracy

Written by \`npm run bench\`; each part says on what it was measured and where it fails. Floors and aims are those
the project set itself; *each* lists every seed, worm, pair or frame.
`;

/** Puts a part into the page, in the place of the part that had its name, else at the end. Nothing is written where the page's folder is not there. */
export async function writeSection(page: string, section: AccuracySection): Promise<boolean> {
  if (!existsSync(dirname(page))) return false;
  const before = existsSync(page) ? await readFile(page, "utf8") : head;
  const [open, close] = [`<!-- ${section.name} -->`, `<!-- end of ${section.name} -->`];
  const part = `${open}\n\n${sectionText(section)}\n${close}\n`;
  const from = before.indexOf(open);
  const to = before.indexOf(close);
  const after =
    from >= 0 && to > from ? before.slice(0, from) + part + before.slice(to + close.length + 1) : `${before.trimEnd()}\n\n${part}`;
  await writeFile(page, after);
  return true;
}

/** The figures with floors, in the form that `score` uses. */
export function accuracyChecks({
  figures,
}: AccuracySection): Record<string, { value: number; floor: number; unit: string; pass: boolean }> {
  return Object.fromEntries(
    figures.flatMap((one) =>
      one.floor === null ? [] : [[one.what, { value: one.value, floor: one.floor, unit: one.unit.trim(), pass: holds(one) }]],
    ),
  );
}

/** The figures as a table for people. */
export function accuracyLines({ title, figures }: AccuracySection): string[] {
  const width = Math.max(...figures.map(({ what }) => what.length));
  return [
    title,
    ...figures.map((one) => {
      const bound = one.floor === null ? "" : `${one.least ? "≥" : "≤"} ${one.floor}${one.unit}  ${holds(one) ? "holds" : "MISSED"}`;
      return `  ${one.what.padEnd(width)} ${`${digits(one.value)}${one.unit}`.padStart(10)}  ${bound}`.trimEnd();
    }),
  ];
}

/** Whether a figure reaches its floor; true where there is none. */
function holds({ value, floor, least }: Accuracy): boolean {
  return floor === null || (least ? value >= floor : value <= floor);
}

function sectionText({ title, figures, text }: AccuracySection): string {
  const rows = figures.map((one) => {
    const bound = (value: number | null) => (value === null ? "" : `${one.least ? "≥" : "≤"} ${value}${one.unit}`);
    const each = one.each.length > 1 ? one.each.map((value) => digits(value)).join(", ") : "";
    const verdict = one.floor === null ? "" : holds(one) ? "holds" : "**missed**";
    return `| ${one.what} | ${digits(one.value)}${one.unit} | ${bound(one.floor)} | ${bound(one.aim)} | ${verdict} | ${each} | ${one.note} |`;
  });
  return [
    `## ${title}\n`,
    "| what | value | floor | aim | verdict | each | note |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...text.flatMap((paragraph) => [paragraph, ""]),
  ].join("\n");
}

function digits(value: number): string {
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}
