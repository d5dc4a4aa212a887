import type { IncomingMessage } from "node:http";
import { Failure } from "#contract/failure";

/** Calls are small; voxels never ride on them. */
const callLimit = 1024 * 1024;

/** Frames come a few at a time. */
const rawLimit = 256 * 1024 * 1024;

/**
 * The bytes a request carries.
 *
 * @throws Failure "out-of-range" beyond the limit, "invalid-input" for what is not plain bytes
 */
export async function rawBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  // A page of another origin cannot send this type without being asked first.
  if (request.headers["content-type"] !== "application/octet-stream")
    throw new Failure("invalid-input", "Bytes are sent as application/octet-stream.");
  return new Uint8Array(await body(request, rawLimit));
}

/**
 * The JSON a request carries.
 *
 * @throws Failure "out-of-range" beyond the limit, "invalid-input" for what is not JSON
 */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    throw new Failure("invalid-input", "A call carries JSON: send content-type application/json.");
  const text = (await body(request, callLimit)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure("invalid-input", "What the call carries is not JSON.");
  }
}

/** What is said to be too long is refused before it is read; what turns out to be, as soon as it does. */
async function body(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new Failure("out-of-range", `At most ${limit} bytes are taken at once.`, { limit });
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
