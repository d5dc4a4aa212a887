import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export type Entry = { readonly kind: "in" } | { readonly kind: "token" } | { readonly kind: "refused"; readonly reason: string };

/**
 * Who may come in: requests addressed to this machine by a loopback name (which a page of another site that
 * rebinds its name cannot forge), sent by our own page, and carrying the cookie or, once, the token in the URL.
 */
export function admit(request: IncomingMessage, url: URL, token: string, cookie: string): Entry {
  const [host = "", ...others] = request.headersDistinct.host ?? [];
  if (others.length > 0 || !/^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host))
    return refused("This server answers to localhost only.");
  const { origin } = request.headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return refused("Requests from other sites are refused.");
  const site = request.headers["sec-fetch-site"];
  const asked = url.searchParams.get("token");
  if (request.method === "GET" && url.pathname === "/" && asked !== null)
    return equal(asked, token) ? { kind: "token" } : refused(wrongToken);
  if (site !== undefined && site !== "same-origin" && site !== "none") return refused("Requests from other sites are refused.");
  return equal(cookieOf(request, cookie), token) ? { kind: "in" } : refused(wrongToken);
}

const wrongToken = "Open the whole address that nematrace serve printed, with its token.";

function refused(reason: string): Entry {
  return { kind: "refused", reason };
}

function cookieOf(request: IncomingMessage, name: string): string {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=");
    if (key === name) return value ?? "";
  }
  return "";
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
