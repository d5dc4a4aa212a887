import type { Answer, CallName } from "#contract/calls";
import type { Event } from "#contract/events";
import type { FailureRecord } from "#contract/failure";
import { oneByOne } from "#renderer/client/one-by-one.ts";
import type { Transport } from "#renderer/client/transport.ts";

const unreachable: FailureRecord = {
  code: "engine-lost",
  message: "NemaTrace does not answer. If it was closed, start it again; this window goes on by itself when it is back.",
  facts: {},
};

/** The browser's wire: POST for calls, server-sent events, GET for bytes. */
export function webTransport(): Transport {
  return {
    call: post,
    subscribe: (listener, connection) => {
      const source = new EventSource("/events");
      source.onopen = () => connection("open");
      source.onerror = () => connection("lost");
      // The host writes nothing but events of the contract.
      const hear = oneByOne((text: string) => listener(JSON.parse(text) as Event));
      source.onmessage = (message: MessageEvent<string>) => hear(message.data);
      return () => source.close();
    },
    bytes: (path, signal, body) => fetch(path, { credentials: "same-origin", ...(signal ? { signal } : {}), ...posting(body) }),
    pathOf: () => null,
  };
}

/** What makes a request send bytes; nothing where there are none. */
export function posting(body: Uint8Array<ArrayBuffer> | undefined): RequestInit {
  return body === undefined ? {} : { method: "POST", headers: { "content-type": "application/octet-stream" }, body };
}

async function post(name: CallName, input: unknown): Promise<Answer<unknown>> {
  let response: Response;
  try {
    response = await fetch(`/call/${name}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
  } catch {
    return { ok: false, failure: unreachable };
  }
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    // Whatever the status, a JSON body is an Answer.
    return (await response.json()) as Answer<unknown>;
  }
  if (response.status === 401 || response.status === 403) {
    return {
      ok: false,
      failure: {
        code: "forbidden",
        message: "This window has no access any more. Open the address that NemaTrace printed when it started.",
        facts: { status: response.status },
      },
    };
  }
  return { ok: false, failure: { ...unreachable, facts: { status: response.status } } };
}
