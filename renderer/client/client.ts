import type { CallInput, CallName, CallOutput } from "#contract/calls";
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
 * Typed methods over a transport. A method is made when it is asked for: the schemas of the calls check inputs behind the
 * door, and the window does without them.
 *
 * @throws Failure whatever the services refused, as they put it
 */
export function createClient(transport: Transport): Client {
  const named = <T>(make: (name: string) => T) => new Proxy<Record<string, T>>({}, { get: (_, name) => make(String(name)) });
  const groups = named((group) =>
    named((method) => async (input: unknown) => {
      // The types let nobody ask for a call that does not exist; the door would refuse it.
      const answer = await transport.call(`${group}.${method}` as CallName, input);
      if (!answer.ok) throw Failure.from(answer.failure);
      return answer.value;
    }),
  );
  return groups as unknown as Client;
}
