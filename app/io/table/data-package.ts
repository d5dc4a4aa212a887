import { basename, join } from "node:path";
import type { LengthUnit } from "#contract/recording";
import { meaningOf, unitsOf } from "#io/table/header";
import { writeText } from "#io/table/write-sheet";

/** What a data package says of all its tables. */
export interface PackageFacts {
  readonly name: string;
  readonly unit: LengthUnit;
  readonly program: string;
  readonly sources: readonly string[];
}

const wholeNumbers = new Set([
  "t",
  "track",
  "frames",
  "interpolated",
  "by_hand",
  "id",
  "until",
  "other",
  "track_a",
  "track_b",
  "common_frames",
]);
const words = new Set(["name", "source", "at", "kind", "value", "name_a", "name_b"]);

/**
 * Writes `datapackage.json` beside CSV tables: columns, types, units and meanings (Frictionless Data Package 1,
 * tabular), for programs that read tables with their dictionary.
 *
 * @param tables columns of each table by file name
 */
export async function writeDataPackage(
  folder: string,
  tables: Readonly<Record<string, readonly string[]>>,
  { name, unit, program, sources }: PackageFacts,
): Promise<void> {
  const resources = Object.entries(tables).map(([file, columns]) => {
    const units = unitsOf(columns, unit);
    const wide = file === "traces-wide.csv";
    return {
      name: basename(file, ".csv"),
      path: file,
      profile: "tabular-data-resource",
      format: "csv",
      mediatype: "text/csv",
      encoding: "utf-8",
      ...(wide ? { description: "ΔF/F0; after time_s a column a neuron, headed by its name or its track number." } : {}),
      schema: {
        fields: columns.map((column) => ({
          name: column,
          type: typeOf(column, file),
          ...(units[column] ? { unit: units[column] } : {}),
          ...(meaningOf(column) === "" ? {} : { description: meaningOf(column) }),
        })),
        missingValues: [""],
      },
    };
  });
  const whole = {
    profile: "tabular-data-package",
    name: name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-") || "study",
    title: name,
    description: "Neurons, tracks and activity. header.json tells the recording, parameters and model; methods.md how they came to be.",
    contributors: [{ title: program, role: "wrangler" }],
    sources: sources.map((title) => ({ title })),
    resources,
  };
  await writeText(join(folder, "datapackage.json"), [`${JSON.stringify(whole, null, 2)}\n`]);
}

function typeOf(column: string, file: string): string {
  if (file === "series.csv" && column !== "t" && column !== "time_s") return "any";
  if (column === "undone") return "boolean";
  if (column === "at") return "datetime";
  if (words.has(column)) return "string";
  return wholeNumbers.has(column) ? "integer" : "number";
}
