import { Failure } from "#contract/failure";

/** The number that a flag gives, within bounds. @throws Failure "invalid-input" */
export function numberFlag(flag: string, text: string, least: number, most: number, whole = false): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new Failure("invalid-input", `${flag} takes a ${whole ? "whole " : ""}number from ${least} to ${most}, not "${text}".`, {
    flag,
    value: text,
    min: least,
    max: most,
  });
}

/** Which of several words a flag gives. @throws Failure "invalid-input" */
export function choiceFlag<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Failure("invalid-input", `${flag} takes ${choices.join(", ")}, not "${text}".`, { flag, value: text });
}
