import { calls, type CallInput, type CallName, type CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import type { Transport } from "#renderer/client/transport.ts";

type Group = CallName extends `${infer G}.${string}` ? G : never;

/** One typed method a call: `client.study.open({ path })`. */
export type Client = {
  readonly [G in Group]: {
    readonly [N in CallName as N extends `${G}.${infer M}` ? M : never]: (input: CallInput<N>) => Promise<CallOutput<N>>;
  };
};

/**
 * Typed methods over a transport.
 *
 * @throws Failure whatever the services refused, as they put it
 */
export function createClient(transport: Transport): Client {
  const groups: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = {};
  for (const name of Object.keys(calls) as CallName[]) {
    const [group = "", method = ""] = name.split(".");
    (groups[group] ??= {})[method] = async (input) => {
      const answer = await transport.call(name, input);
      if (!answer.ok) throw Failure.from(answer.failure);
      return answer.value;
    };
  }
  // Built from the keys of `calls`, which is what Client spells out.
  return groups as unknown as Client;
}
