import type { IncomingMessage } from "node:http";
import { Failure } from "#contract/failure";

/** Calls are small; voxels never ride on them. */
export const bodyLimit = 1024 * 1024;

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
