import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure, failureRecord, type FailureRecord } from "#contract/failure";
import { admit } from "#hosts/browser/gate";
import { safetyHeaders } from "#hosts/browser/headers";
import { jsonBody, rawBody } from "#hosts/browser/request-body";
import { staticFile } from "#hosts/browser/static-files";
import { bytesPlane } from "#services/bytes";
import { dispatch } from "#services/dispatch";
import type { Services } from "#services/services";
import { statusCodes } from "#services/status-codes";

export interface BrowserHost {
  /** Address with the token; whoever opens it may use the window. */
  readonly url: string;
  readonly port: number;
  /** Ends the server, its jobs and its connections. */
  close(): Promise<void>;
}

/**
 * Serves the window and its two planes on loopback.
 *
 * @param port 0 takes a free one
 * @param rendererFolder the built window
 * @param token made at random where none is given
 * @throws Failure "busy" where the port is taken
 */
export async function startBrowserHost(
  services: Services,
  {
    port,
    rendererFolder,
    token = randomBytes(24).toString("base64url"),
  }: { readonly port: number; readonly rendererFolder: string; readonly token?: string },
): Promise<BrowserHost> {
  const bytes = bytesPlane(services);
  const server = createServer();
  await listen(server, port);
  const taken = (server.address() as AddressInfo).port;
  const cookie = `nematrace-${taken}`;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value);
    serve(request, response).catch((thrown: unknown) => answerFailure(response, failureRecord(thrown)));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The path as it was sent: no other host in front of it, no two slashes that would be taken for one.
    const target = request.url ?? "/";
    if (!target.startsWith("/") || !URL.canParse(`http://localhost${target}`))
      throw new Failure("invalid-input", "The address is not understood.");
    const url = new URL(`http://localhost${target}`);
    const entry = admit(request, url, token, cookie);
    if (entry.kind === "refused") throw new Failure("forbidden", entry.reason);
    if (entry.kind === "token") {
      response.setHeader("set-cookie", `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict`);
      return sendPage(response, "/");
    }
    const { pathname } = url;
    if (pathname.startsWith("/call/")) return answerCall(request, response, pathname.slice("/call/".length));
    if (pathname === "/events" && request.method === "GET") return streamEvents(response);
    if (pathname.startsWith("/bytes/")) return sendBytes(request, response, url);
    if (request.method !== "GET" && request.method !== "HEAD") throw new Failure("invalid-input", "Only GET is understood here.");
    return sendPage(response, pathname);
  }

  async function sendPage(response: ServerResponse, pathname: string): Promise<void> {
    const file = await staticFile(rendererFolder, pathname);
    if (!file)
      throw new Failure(
        "not-found",
        pathname === "/" ? "The window has not been built; run npm run build first." : "There is nothing under this address.",
      );
    response.writeHead(200, {
      "content-type": file.type,
      "content-length": file.data.length,
      "cache-control": file.immutable ? "private, max-age=31536000, immutable" : "no-cache",
    });
    response.end(file.data);
  }

  async function answerCall(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    if (request.method !== "POST") throw new Failure("invalid-input", "A call is a POST.");
    const answer = await dispatch(name, await jsonBody(request), services);
    sendJson(response, answer.ok ? 200 : statusCodes[answer.failure.code], answer);
  }

  function streamEvents(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": listening\n\n");
    const stop = services.announcer.subscribe((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
    const beat = setInterval(() => response.write(": still here\n\n"), 20000);
    response.once("close", () => {
      stop();
      clearInterval(beat);
    });
  }

  async function sendBytes(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const etag = request.headers["if-none-match"];
    const headers: Record<string, string> = etag === undefined ? {} : { "if-none-match": etag };
    const posted = request.method === "POST" ? { body: await rawBody(request) } : {};
    const answer = await bytes(new Request(url, { method: request.method ?? "GET", headers, ...posted }));
    answer.headers.forEach((value, name) => response.setHeader(name, value));
    response.writeHead(answer.status);
    if (!answer.body) return void response.end();
    // Node's and the web's stream types describe the same object here.
    await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response).catch(() => response.destroy());
  }

  return {
    url: `http://localhost:${taken}/?token=${token}`,
    port: taken,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await services.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new Failure("busy", `Port ${port} is taken or not allowed; choose another with --port, or 0 for a free one.`, { port })
          : error,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function answerFailure(response: ServerResponse, failure: FailureRecord): void {
  if (response.headersSent) return void response.destroy();
  sendJson(response, statusCodes[failure.code], { ok: false, failure });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  response.end(text);
}
