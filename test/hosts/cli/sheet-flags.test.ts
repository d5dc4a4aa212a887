import { Command } from "commander";
import { expect, test } from "vitest";
import { defaultsOf, detectSheet, linkSheet } from "#contract/parameters";
import { addSheetFlags, givenValues, sheetValues } from "#hosts/cli/sheet-flags";

function parsed(...words: string[]): Record<string, unknown> {
  const command = addSheetFlags(addSheetFlags(new Command(), detectSheet), linkSheet).exitOverride();
  return command.parse(words, { from: "user" }).opts();
}

test("flags are the parameters' names in kebab case, and what is left out keeps its default", () => {
  const options = parsed("--max-gap", "3", "--method", "lap", "--radius", "2.5");
  expect(givenValues(linkSheet, options)).toEqual({ maxGap: 3, method: "lap" });
  expect(sheetValues(detectSheet, options)).toEqual({ ...defaultsOf(detectSheet), radius: 2.5 });
});

test("a word for a number, a value out of bounds and an unknown choice are refused with the flag's name", () => {
  expect(() => sheetValues(linkSheet, parsed("--max-gap", "1.5"))).toThrow("--max-gap takes a whole number");
  expect(() => sheetValues(detectSheet, parsed("--radius", "wide"))).toThrow("--radius takes a number");
  expect(() => sheetValues(detectSheet, parsed("--radius", "100"))).toThrow("--radius must lie between 0.2 and 20 µm");
  expect(() => sheetValues(linkSheet, parsed("--method", "magic"))).toThrow("--method takes constellation or lap");
});
