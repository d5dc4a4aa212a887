import { atlas } from "#core/identify/atlas";

/** A name that a neuron may be given. */
export interface NameOption {
  readonly name: string;
  /** From the neuron's place; null where the place was not compared. */
  readonly probability: number | null;
  /** Track that has this name already; null where it is free. */
  readonly takenBy: number | null;
}

const most = 12;

/**
 * Names for a neuron: those that its place suggests, best first, then the atlas's and the lab's own that go on
 * as the letters begin. Names that another neuron has come last.
 *
 * @param typed      letters typed so far; empty shows the candidates alone
 * @param candidates names that the place suggests
 * @param names      names given so far, by track number
 */
export function optionsFor(
  typed: string,
  candidates: readonly { readonly name: string; readonly probability: number }[],
  names: Readonly<Record<string, string>>,
  track: number,
): NameOption[] {
  const letters = typed.trim().toUpperCase();
  const owners = new Map(Object.entries(names).map(([owner, name]) => [name.toUpperCase(), Number(owner)]));
  const odds = new Map(candidates.map(({ name, probability }) => [name, probability]));
  const own = Object.values(names).filter((name) => atlas.every((neuron) => neuron.name !== name));
  const known = [...candidates.map(({ name }) => name), ...atlas.map(({ name }) => name), ...own];
  const fitting = [...new Set(known)].filter((name) => (letters === "" ? odds.has(name) : name.toUpperCase().startsWith(letters)));
  const options = fitting.map((name): NameOption => {
    const owner = owners.get(name.toUpperCase());
    return { name, probability: odds.get(name) ?? null, takenBy: owner === undefined || owner === track ? null : owner };
  });
  return options.toSorted((a, b) => Number(a.takenBy !== null) - Number(b.takenBy !== null)).slice(0, most);
}
