import { Failure } from "#contract/failure";

/**
 * An index in the query of an address; 0 where it is left out.
 *
 * @throws Failure "invalid-input"
 */
export function index(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "0";
  if (!/^\d{1,9}$/.test(text))
    throw new Failure("invalid-input", `${name} has to be an index from 0, not "${text}".`, { axis: name, value: text });
  return Number(text);
}
