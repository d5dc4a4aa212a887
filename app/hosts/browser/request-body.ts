import type { IncomingMessage } from "node:http";
import { Failure } from "#contract/failure";

/** Calls are small; voxels never ride on them. */
export const bodyLimit = 1024 * 1024;

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
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > rawLimit) throw new Failure("out-of-range", `At most ${rawLimit} bytes are taken at once.`, { limit: rawLimit });
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The JSON a request carries.
 *
 * @throws Failure "out-of-range" beyond the limit, "invalid-input" for what is not JSON
 */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    throw new Failure("invalid-input", "A call carries JSON: send content-type application/json.");
  const tooLarge = () => new Failure("out-of-range", `A call may carry at most ${bodyLimit} bytes.`, { limit: bodyLimit });
  if (Number(request.headers["content-length"] ?? 0) > bodyLimit) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) throw tooLarge();
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new Failure("invalid-input", "What the call carries is not JSON.");
  }
}
