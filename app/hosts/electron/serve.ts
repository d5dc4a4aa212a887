import { join } from "node:path";
import { isOurs } from "#hosts/electron/policy";
import { safetyHeaders } from "#hosts/browser/headers";
import { staticFile } from "#hosts/browser/static-files";
import { bytesPlane } from "#services/bytes";
import type { Services } from "#services/services";

/** Answers the window's own scheme: the built page, and the bytes plane under /bytes/. */
export function windowScheme(services: Services, dist: string): (request: Request) => Promise<Response> {
  const bytes = bytesPlane(services);
  return async (request) => {
    const answer = await (isOurs(request.url) ? answerTo(request) : nothing());
    for (const [name, value] of Object.entries(safetyHeaders)) answer.headers.set(name, value);
    return answer;
  };

  async function answerTo(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/bytes/")) return bytes(request);
    const file = await staticFile(join(dist, "renderer"), pathname);
    return file ? new Response(new Uint8Array(file.data), { headers: { "content-type": file.type } }) : nothing();
  }
}

function nothing(): Response {
  return new Response("There is nothing under this address.", { status: 404 });
}
