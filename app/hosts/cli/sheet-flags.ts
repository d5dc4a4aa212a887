import type { Command } from "commander";
import { Failure } from "#contract/failure";
import { defaultsOf, type Parameter, type ParameterSheet, type Values } from "#contract/parameters";

/** `maxGap` → `--max-gap`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Adds a flag for every parameter of a sheet. A parameter that is on unless said otherwise gets `--no-name`.
 *
 * @param leaveOut names that the command spells in its own way (`--z` for zMin, zMax, zStep)
 */
export function addSheetFlags(command: Command, sheet: ParameterSheet, leaveOut: readonly string[] = []): Command {
  for (const [name, parameter] of Object.entries(sheet)) {
    if (leaveOut.includes(name) || (parameter.kind === "text" && parameter.drawn)) continue;
    const flag = flagOf(name);
    const help = `${parameter.help} ${rangeOf(parameter)}`;
    if (parameter.kind !== "flag") command.option(`${flag} <${placeholder(parameter)}>`, help);
    else command.option(parameter.default ? `--no-${flag.slice(2)}` : flag, help);
  }
  return command;
}

/**
 * The parameters a user gave on the command line, checked; those left out are left out here too.
 *
 * @param options what commander parsed: `command.opts()`
 * @throws Failure "invalid-input" | "out-of-range" with flag, value and bounds
 */
export function givenValues<S extends ParameterSheet>(sheet: S, options: Readonly<Record<string, unknown>>): Partial<Values<S>> {
  const given: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(sheet)) {
    const text = options[name];
    if (text === undefined || (parameter.kind === "flag" && text === parameter.default)) continue;
    given[name] = parse(name, parameter, text);
  }
  // Each value was parsed by its parameter's kind, which is what Values<S> spells out.
  return given as Partial<Values<S>>;
}

/**
 * A sheet's values: the given ones over the defaults.
 *
 * @throws Failure "invalid-input" | "out-of-range" with flag, value and bounds
 */
export function sheetValues<S extends ParameterSheet>(sheet: S, options: Readonly<Record<string, unknown>>): Values<S> {
  return { ...defaultsOf(sheet), ...givenValues(sheet, options) };
}

function parse(name: string, parameter: Parameter, text: unknown): unknown {
  const flag = flagOf(name);
  if (parameter.kind === "flag") return text === true;
  if (parameter.kind === "text") return String(text);
  if (parameter.kind === "choice") {
    if (parameter.options.includes(String(text))) return String(text);
    throw new Failure("invalid-input", `${flag} takes ${parameter.options.join(" or ")}, not "${String(text)}".`, {
      flag,
      value: String(text),
      options: parameter.options,
    });
  }
  const value = String(text).trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || (parameter.kind === "integer" && !Number.isInteger(value))) {
    const what = parameter.kind === "integer" ? "a whole number" : "a number";
    throw new Failure("invalid-input", `${flag} takes ${what} (${parameter.unit}), not "${String(text)}".`, { flag, value: String(text) });
  }
  if (value < parameter.min || value > parameter.max) {
    throw new Failure(
      "out-of-range",
      `${flag} must lie between ${parameter.min} and ${parameter.max} ${parameter.unit}; ${value} does not.`,
      {
        flag,
        value,
        min: parameter.min,
        max: parameter.max,
      },
    );
  }
  return value;
}

function placeholder(parameter: Parameter): string {
  if (parameter.kind === "choice") return parameter.options.join("|");
  return parameter.kind === "number" || parameter.kind === "integer" ? parameter.unit : "text";
}

function rangeOf(parameter: Parameter): string {
  if (parameter.kind === "flag") return "";
  return parameter.kind === "text" || parameter.kind === "choice" ? `(${parameter.default})` : `(${parameter.default} ${parameter.unit})`;
}
