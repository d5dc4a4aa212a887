import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { startBrowserHost, type BrowserHost } from "#hosts/browser/host";
import { exportsPath } from "#io/study/layout";
import { newStudy } from "#io/study/new-study";
import { createServices } from "#services/services";
import { hostileRequests, type Hostile } from "#test/hosts/browser/hostile-requests";
import { engineInProcess } from "#test/make/engine-thread";
import { writeMovie } from "#test/make/movie-file";

const token = "the-Token";
const secret = "what nobody may see";
let place = "";
let host: BrowserHost;
let requests: readonly Hostile[] = [];

/** A data root with a study, links that lead out of it, and beside it what must not be reached. */
beforeAll(async () => {
  place = realpathSync(mkdtempSync(join(tmpdir(), "nematrace-test-")));
  const [root, outside, window] = ["data", "outside", "window"].map((name) => join(place, name)) as [string, string, string];
  for (const folder of [root, outside, join(window, "assets"), join(place, "data-neighbour")]) mkdirSync(folder, { recursive: true });
  for (const folder of [place, outside]) writeFileSync(join(folder, "secret.html"), secret);
  writeFileSync(join(outside, "film.mp4"), secret);
  writeFileSync(join(window, "index.html"), "the window");
  writeFileSync(join(window, "assets", "app.js"), "1");
  symlinkSync(join(place, "secret.html"), join(window, "linked.html"));
  symlinkSync(outside, join(window, "linkedfolder"));
  await writeMovie(join(outside, "movie.ome.tif"), { frames: 2 });
  copyFileSync(join(outside, "movie.ome.tif"), join(place, "data-neighbour", "movie.ome.tif"));
  (await newStudy(join(outside, "movie.study"), join(outside, "movie.ome.tif"), unsaid, false)).close();
  // Studies as someone else might have sent them: one names a recording elsewhere, one is elsewhere itself in part.
  (await newStudy(join(root, "crafted.study"), join(outside, "movie.ome.tif"), unsaid, false)).close();
  mkdirSync(join(root, "linked.study"));
  symlinkSync(join(outside, "movie.study", "study.db"), join(root, "linked.study", "study.db"));
  await writeMovie(join(root, "movie.ome.tif"), { frames: 3 });
  symlinkSync(outside, join(root, "link"));
  symlinkSync(join(outside, "movie.ome.tif"), join(root, "linked.ome.tif"));
  symlinkSync(join(outside, "film.mp4"), join(root, "linked.mp4"));
  const services = createServices({
    host: "browser",
    dataRoot: root,
    stateFolder: join(place, "state"),
    sampleFolder: root,
    forkEngine: engineInProcess,
    pick: null,
  });
  const study = await services.studies.create({ recording: join(root, "movie.ome.tif"), path: null, settings: unsaid, refocus: false });
  mkdirSync(exportsPath(study.path));
  symlinkSync(join(outside, "secret.html"), join(exportsPath(study.path), "linked.csv"));
  host = await startBrowserHost(services, { port: 0, rendererFolder: window, token });
  requests = hostileRequests({ port: host.port, cookie: `nematrace-${host.port}=${token}`, root, outside, study: study.handle });
});

afterAll(async () => {
  await host.close();
  rmSync(place, { recursive: true, force: true });
});

/** Status and text of the answer; status 0 where the connection was closed without one. */
function send({ head, body }: Hostile): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done) => {
    let text = "";
    const socket = connect(host.port, "127.0.0.1");
    const end = () => done({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    socket.on("data", (data) => (text += data.toString("latin1")));
    socket.on("error", end);
    socket.on("close", end);
    const length = body === undefined ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    socket.write(Buffer.from(`${head}${length}\r\n`, "latin1"));
    if (body !== undefined) socket.write(body);
  });
}

const listing = () =>
  readdirSync(place, { recursive: true })
    .map(String)
    .filter((name) => !/-(shm|wal)$|study\.lock/.test(name))
    .sort();

test("hostile requests are refused, one and all: nothing is told, nothing is changed, and the host goes on", async () => {
  expect(requests.length).toBeGreaterThanOrEqual(200);
  expect(new Set(requests.map(({ head, body }) => head + (body ?? ""))).size).toBe(requests.length);
  const before = listing();
  const wrong: string[] = [];
  for (const request of requests) {
    const { status, text } = await send(request);
    if (
      ![0, 400, 403, 404, 405, 409, 411, 413, 415, 422, 431, 501, 505].includes(status) ||
      text.includes(secret) ||
      /root:|"ok":true/.test(text)
    )
      wrong.push(`${request.what}: ${status} ${text.slice(text.indexOf("\r\n\r\n") + 4).slice(0, 120)}`);
  }
  expect(wrong).toEqual([]);
  expect(listing()).toEqual(before);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  const fine = await send({
    what: "our own",
    head: `GET / HTTP/1.1\r\nHost: localhost:${host.port}\r\nCookie: nematrace-${host.port}=${token}\r\nConnection: close\r\n`,
  });
  expect([fine.status, fine.text.includes("the window")]).toEqual([200, true]);
  process.stdout.write(`${requests.length} hostile requests were refused.\n`);
}, 120_000);
