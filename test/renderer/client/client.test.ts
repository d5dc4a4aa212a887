import { expect, test } from "vitest";
import { calls } from "#contract/calls";
import { createClient } from "#renderer/client/client.ts";
import type { Transport } from "#renderer/client/transport.ts";

function transport(call: Transport["call"]): Transport {
  return { call, subscribe: () => () => undefined, bytes: () => Promise.reject(new Error("no bytes")), pathOf: () => null };
}

test("every call of the contract is a method, and sends its own name", async () => {
  const sent: string[] = [];
  const client = createClient(
    transport((name) => {
      sent.push(name);
      return Promise.resolve({ ok: true, value: null });
    }),
  ) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  for (const name of Object.keys(calls)) {
    const [group = "", method = ""] = name.split(".");
    await client[group]?.[method]?.({});
  }
  expect(sent).toEqual(Object.keys(calls));
});

test("a refusal is thrown as the failure that was sent", async () => {
  const client = createClient(
    transport(() => Promise.resolve({ ok: false, failure: { code: "busy", message: "Another run is under way.", facts: { job: "4" } } })),
  );
  await expect(client.study.open({ path: "a.study" })).rejects.toMatchObject({
    code: "busy",
    message: "Another run is under way.",
    facts: { job: "4" },
  });
});
