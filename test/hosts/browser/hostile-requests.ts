import { Buffer } from "node:buffer";

/** A request as it goes over the socket; `head` is everything before the body but the length, which is added where there is a body. */
export interface Hostile {
  readonly what: string;
  readonly head: string;
  readonly body?: string;
}

interface Places {
  readonly port: number;
  /** Name and value of the cookie that lets in. */
  readonly cookie: string;
  readonly root: string;
  readonly outside: string;
  readonly study: string;
}

/**
 * Requests that must all be refused: by strangers, by pages of other sites, and by whoever holds the cookie but wants
 * more than the data root.
 */
export function hostileRequests(places: Places): readonly Hostile[] {
  return [
    ...strangers(places),
    ...otherSites(places),
    ...filesOfTheWindow(places),
    ...pathsOfCalls(places),
    ...shapesOfCalls(places),
    ...bytes(places),
    ...methods(places),
    ...wire(places),
  ];
}

function strangers({ port, cookie }: Places): Hostile[] {
  const value = cookie.split("=")[1] ?? "";
  const cookies = [
    "",
    "Cookie: \r\n",
    `Cookie: nematrace-${port}=\r\n`,
    `Cookie: nematrace-${port}=wrong\r\n`,
    `Cookie: nematrace-${port}=${value.slice(0, -1)}\r\n`,
    `Cookie: nematrace-${port}=${value}x\r\n`,
    `Cookie: nematrace-${port}=${value.toUpperCase()}\r\n`,
    `Cookie: nematrace-${port + 1}=${value}\r\n`,
    `Cookie: nematrace=${value}\r\n`,
    `Cookie: NEMATRACE-${port}=${value}\r\n`,
    `Cookie: nematrace-${port} ${value}\r\n`,
    `Cookie: x=nematrace-${port}=${value}\r\n`,
    `X-Cookie: ${cookie}\r\n`,
    `Authorization: Bearer ${value}\r\n`,
  ];
  const withCookie = cookies.map((line, i) => ({ what: `a stranger's cookie ${i}`, head: get(port, "/", line) }));
  const addresses = [
    "/?token=",
    "/?token=wrong",
    `/?token=${value}x`,
    `/?Token=${value}`,
    `/index.html?token=${value}`,
    `/assets/app.js?token=${value}`,
    `/events?token=${value}`,
    `/bytes/recording/recording-1/frame?token=${value}`,
    `/%3Ftoken=${value}`,
    "/events",
    "/bytes/study/study-1/traces",
    "/assets/app.js",
  ];
  const withToken = addresses.map((path) => ({ what: `without a cookie: ${path}`, head: get(port, path, "") }));
  return [
    ...withCookie,
    ...withToken,
    { what: "a call with the token in its address", ...call(port, "", `app.about?token=${value}`, "{}") },
  ];
}

function otherSites({ port, cookie }: Places): Hostile[] {
  const mine = `Cookie: ${cookie}\r\n`;
  const hosts = [
    "evil.example",
    `evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `evil-localhost:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `127.0.0.1.nip.io:${port}`,
    `0.0.0.0:${port}`,
    `127.0.0.2:${port}`,
    `2130706433:${port}`,
    `0x7f000001:${port}`,
    `127.1:${port}`,
    `[::]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `localhost:${port}@evil.example`,
    `evil.example@localhost:${port}`,
    `localhost.:${port}`,
    `localhost:${port}/x`,
    "",
    " ",
    `localhost:${port}, evil.example`,
  ];
  const byHost = hosts.map((host) => ({ what: `Host ${host}`, head: `GET / HTTP/1.1\r\nHost: ${host}\r\n${mine}Connection: close\r\n` }));
  const origins = [
    "https://evil.example",
    "http://evil.example",
    "null",
    "http://localhost",
    "http://localhost:1",
    `https://localhost:${port}`,
    `http://localhost:${port}.evil.example`,
    `http://evil.example:${port}`,
    `http://127.0.0.1:${port}`,
    `http://[::1]:${port}`,
    "file://",
    "app://nematrace",
    "chrome-extension://abcdefgh",
    `http://localhost:${port}/`,
    "",
  ];
  const byOrigin = origins.map((origin) => ({
    what: `Origin ${origin}`,
    ...call(port, `${mine}Origin: ${origin}\r\n`, "app.about", "{}"),
  }));
  const sites = ["cross-site", "same-site", "CROSS-SITE", "anything"];
  const bySite = sites.map((site) => ({
    what: `Sec-Fetch-Site ${site}`,
    ...call(port, `${mine}Sec-Fetch-Site: ${site}\r\n`, "app.about", "{}"),
  }));
  return [...byHost, ...byOrigin, ...bySite];
}

function filesOfTheWindow({ port, cookie, outside }: Places): Hostile[] {
  const names = [
    "/../secret.html",
    "/../../secret.html",
    "/assets/../../secret.html",
    "/%2e%2e/secret.html",
    "/%2E%2E/secret.html",
    "/..%2fsecret.html",
    "/..%2Fsecret.html",
    "/%2e%2e%2fsecret.html",
    "/assets/..%2f..%2fsecret.html",
    "/%252e%252e%252fsecret.html",
    "/..%252fsecret.html",
    "/..%5csecret.html",
    "/%5c..%5csecret.html",
    "/..\\secret.html",
    "/\\..\\secret.html",
    "/....//secret.html",
    "/..;/secret.html",
    "/.%00./secret.html",
    "/index.html%00.js",
    "/%00",
    "/%ff",
    "/%c0%ae%c0%ae/secret.html",
    "/%e0%80%ae%e0%80%ae/secret.html",
    "/%uff0e%uff0e/secret.html",
    "/\u2024\u2024/secret.html",
    "//etc/passwd",
    "//evil.example/secret.html",
    "/./../secret.html",
    "/linked.html",
    "/linkedfolder/secret.html",
    "/assets",
    "/assets/",
    "/.state/recent.json",
    "/index.html/../../secret.html",
    "/C:/secret.html",
    "/C:%5csecret.html",
    "/%5c%5cserver%5cshare%5cx.html",
    "/index.html::$DATA",
    "/CON",
    "/nul.html",
    "/index.html.",
    "/index.html%20",
    "/INDEX~1.HTM",
    `/${encodeURIComponent(`${outside}/secret.html`)}`,
    `/file://${outside}/secret.html`,
    "/%",
    "/%zz",
    "/a".repeat(3000),
  ];
  return names.map((path) => ({ what: `file ${path.slice(0, 60)}`, head: get(port, encodeNonAscii(path), `Cookie: ${cookie}\r\n`) }));
}

function pathsOfCalls({ port, cookie, root, outside, study }: Places): Hostile[] {
  const mine = `Cookie: ${cookie}\r\n`;
  const paths = [
    `${outside}/movie.ome.tif`,
    `${root}/../outside/movie.ome.tif`,
    `${root}/./../outside/movie.ome.tif`,
    `${root}//..//outside//movie.ome.tif`,
    `${root}/link/movie.ome.tif`,
    `${root}/linked.ome.tif`,
    `${root}/link/../outside/movie.ome.tif`,
    `${root}-neighbour/movie.ome.tif`,
    `${root}/movie.ome.tif/../../outside/movie.ome.tif`,
    "../outside/movie.ome.tif",
    "movie.ome.tif",
    "",
    ".",
    "~/movie.ome.tif",
    `file://${outside}/movie.ome.tif`,
    `${root}/movie.ome.tif\0.tif`,
    `${root}/%2e%2e/outside/movie.ome.tif`,
    `${root}\\..\\outside\\movie.ome.tif`,
    "C:\\data\\movie.ome.tif",
    "\\\\server\\share\\movie.tif",
    "\\\\?\\C:\\movie.tif",
    "//server/share/movie.tif",
    "/proc/self/environ",
    "/dev/zero",
    "http://evil.example/movie.tif",
  ];
  const asked: readonly (readonly [string, (path: string) => object])[] = [
    ["recording.open", (path) => ({ path, settings: null })],
    ["files.list", (path) => ({ path: path.replace(/\/movie\.ome\.tif$/, "") })],
    ["recording.datasets", (path) => ({ path })],
    ["study.open", (path) => ({ path: path.replace("movie.ome.tif", "movie.study") })],
    ["tracks.import", (path) => ({ study, path, unit: null, as: null })],
    ["series.import", (path) => ({ study, path, offset: 0 })],
  ];
  // A folder is listed by its own name: what is left of these two lies in the data root, or is no path.
  const tame = new Set(["files.list movie.ome.tif"]);
  const byPath = asked.flatMap(([name, input]) =>
    paths
      .filter((path) => !tame.has(`${name} ${path}`))
      .map((path) => ({ what: `${name} ${path}`, ...call(port, mine, name, JSON.stringify(input(path))) })),
  );
  const secret = `${outside}/movie.ome.tif`;
  const settings = { pixelSize: null, zStep: null, interval: null, axialDirection: null, channel: null, referenceChannel: null };
  const others: readonly (readonly [string, object])[] = [
    ["study.create", { recording: secret, path: null, settings, refocus: false }],
    ["study.create", { recording: `${root}/movie.ome.tif`, path: `${outside}/new.study`, settings, refocus: false }],
    ["study.relocate", { study, recording: secret }],
    ["study.repair", { path: `${outside}/movie.study` }],
    ["study.open", { path: `${root}/crafted.study` }],
    ["study.open", { path: `${root}/linked.study` }],
    ["traces.join", { paths: [`${outside}/movie.study`], signal: "dff", around: null, before: 1, after: 1 }],
    ["batch.start", { recordings: [secret], like: null, settings: {} }],
    ["batch.start", { recordings: [`${root}/movie.ome.tif`], like: `${outside}/movie.study`, settings: {} }],
    ["video.begin", { path: `${outside}/film.mp4`, frames: 1, shape: [1, 1], interval: null }],
    ["models.card", { id: "../../secret" }],
    ["models.card", { id: outside }],
    ["models.card", { id: "..%2f..%2fsecret" }],
    ["models.card", { id: ".hidden" }],
    ["recording.preflight", { path: secret, settings, model: "widefield-20x", aperture: null }],
    ["files.pick", { purpose: "recording" }],
  ];
  return [
    ...byPath,
    ...others.map(([name, input]) => ({
      what: `${name} ${JSON.stringify(input).slice(0, 80)}`,
      ...call(port, mine, name, JSON.stringify(input)),
    })),
  ];
}

function shapesOfCalls({ port, cookie, study }: Places): Hostile[] {
  const mine = `Cookie: ${cookie}\r\n`;
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "app",
    "app.",
    ".about",
    "app.about.x",
    "app.about%00",
    "APP.ABOUT",
    "app%2eabout%2f",
    "",
    "%E0%A4%A",
    "require",
    "eval",
    "study.open%20",
  ];
  const inputs = [
    "",
    "{",
    "null",
    "[]",
    "1",
    '"text"',
    "{}",
    '{"study":1}',
    '{"study":null}',
    '{"study":{"$ne":null}}',
    `{"study":["${study}"]}`,
    '{"study":"study-0"}',
    '{"study":"__proto__"}',
    '{"study":"constructor"}',
    '{"__proto__":{"study":"study-1","polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    `${"[".repeat(200_000)}`,
    `{"study":"${"x".repeat(1 << 20)}"}`,
    "\uFEFF{}",
    '{"study":"study-1"}{"study":"study-1"}',
    "NaN",
  ];
  const edits = [
    '{"kind":"name","track":1e999,"name":"A"}',
    '{"kind":"none"}',
    '{"kind":"move","track":0,"t":-1,"z":0,"y":0,"x":0}',
    '{"kind":"name","track":"0","name":"A"}',
    '{"kind":"name","track":0,"name":{"toString":1}}',
    "null",
    "[]",
    '{"kind":"__proto__"}',
  ];
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
    "text/plain; application/json",
  ];
  const steps = [
    '{"study":"S","step":"__proto__","parameters":{}}',
    '{"study":"S","step":"detect","parameters":{"detect":{"__proto__":{"radius":1},"radius":"1;rm"}}}',
    '{"study":"S","step":"detect","parameters":{"detect":{"radius":null}}}',
    '{"study":"S","step":"detect","parameters":{"nothing":{}}}',
    '{"study":"S","step":"refocus","parameters":{"refocus":{"model":"../../x"}}}',
  ];
  return [
    ...names.map((name) => ({ what: `call ${name}`, ...call(port, mine, name, "{}") })),
    ...inputs.map((input) => ({ what: `input ${input.slice(0, 40)}`, ...call(port, mine, "edits.list", input) })),
    ...edits.map((edit) => ({ what: `edit ${edit}`, ...call(port, mine, "edits.apply", `{"study":"${study}","edit":${edit}}`) })),
    ...steps.map((text) => ({ what: `step ${text}`, ...call(port, mine, "step.run", text.replace('"S"', `"${study}"`)) })),
    ...types.map((type) => ({ what: `type ${type}`, ...call(port, mine, "app.about", "{}", type) })),
  ];
}

function bytes({ port, cookie, study, outside, root }: Places): Hostile[] {
  const secret = encodeURIComponent(`${outside}/secret.html`);
  const film = encodeURIComponent(`${outside}/film.mp4`);
  const paths = [
    "/bytes/",
    "/bytes/study",
    "/bytes/study/",
    "/bytes/study/../recording/x/frame",
    "/bytes/study/__proto__/traces",
    "/bytes/study/constructor/traces",
    "/bytes/recording/__proto__/frame",
    "/bytes/joined/__proto__/values",
    "/bytes/study/study-99/traces",
    "/bytes/%E0%A4%A/x/y",
    `/bytes/study/${study}/export?file=../study.db`,
    `/bytes/study/${study}/export?file=${secret}`,
    `/bytes/study/${study}/export?file=..%2f..%2fsecret.html`,
    `/bytes/study/${study}/export?file=`,
    `/bytes/study/${study}/export?file=linked.csv`,
    `/bytes/study/${study}/export`,
    `/bytes/study/${study}/frame?t=-1&c=0&z=0`,
    `/bytes/study/${study}/frame?t=1e9&c=0&z=0`,
    `/bytes/study/${study}/frame?t=0.5&c=0&z=0`,
    `/bytes/study/${study}/frame?t=NaN&c=0&z=0`,
    `/bytes/study/${study}/frame?t=&c=0&z=0`,
    `/bytes/study/${study}/frame?t=0x0&c=[]&z={}`,
    `/bytes/study/${study}/trace?track=0&parameters=[`,
    `/bytes/study/${study}/trace?track=0&parameters=null`,
    `/bytes/study/${study}/series?name=__proto__`,
    `/bytes/study/${study}/nothing`,
    `/bytes/study/${study}/__proto__`,
    `/bytes/video/file?path=${film}`,
    `/bytes/video/file?path=${secret}`,
    `/bytes/video/file?path=${encodeURIComponent(`${root}/linked.mp4`)}`,
    "/bytes/video/file",
    "/bytes/video/file/?path=/etc/passwd",
    "/bytes/secret.html",
    "/bytes/../secret.html",
  ];
  const mine = `Cookie: ${cookie}\r\n`;
  const posts = [`/bytes/study/${study}/export`, "/bytes/video/video-1/frames", "/bytes/video/../../x/frames"];
  return [
    ...paths.map((path) => ({ what: `bytes ${path}`, head: get(port, path, mine) })),
    ...posts.map((path) => ({
      what: `bytes sent to ${path}`,
      head: `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${mine}Content-Type: application/octet-stream\r\nConnection: close\r\n`,
      body: "x",
    })),
    {
      what: "more bytes than are taken",
      head: `POST /bytes/video/video-1/frames HTTP/1.1\r\nHost: localhost:${port}\r\n${mine}Content-Type: application/octet-stream\r\nContent-Length: 99999999999\r\nConnection: close\r\n`,
    },
    {
      what: "bytes as a form",
      head: `POST /bytes/video/video-1/frames HTTP/1.1\r\nHost: localhost:${port}\r\n${mine}Content-Type: text/plain\r\nConnection: close\r\n`,
      body: "x",
    },
  ];
}

function methods({ port, cookie }: Places): Hostile[] {
  return ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "COPY", "POST"].flatMap((method) => [
    { what: `${method} /`, head: `${method} / HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${cookie}\r\nConnection: close\r\n` },
    ...(method === "POST"
      ? []
      : [
          {
            what: `${method} of a call`,
            head: `${method} /call/app.about HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nConnection: close\r\n`,
            body: "{}",
          },
        ]),
  ]);
}

function wire({ port, cookie }: Places): Hostile[] {
  const host = `Host: localhost:${port}\r\n`;
  const mine = `Cookie: ${cookie}\r\n`;
  const post = `POST /call/app.about HTTP/1.1\r\n${host}${mine}Content-Type: application/json\r\nConnection: close\r\n`;
  return [
    { what: "two hosts", head: `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n${mine}Connection: close\r\n` },
    { what: "no host", head: `GET / HTTP/1.1\r\n${mine}Connection: close\r\n` },
    { what: "an address with another host", head: `GET http://evil.example/ HTTP/1.1\r\n${host}${mine}Connection: close\r\n` },
    { what: "an address of a file", head: `GET file:///etc/passwd HTTP/1.1\r\n${host}${mine}Connection: close\r\n` },
    { what: "CONNECT", head: `CONNECT evil.example:443 HTTP/1.1\r\n${host}${mine}` },
    { what: "a star", head: `OPTIONS * HTTP/1.1\r\n${host}${mine}Connection: close\r\n` },
    { what: "no protocol", head: `GET /\r\n${host}` },
    { what: "an unknown protocol", head: `GET / HTTP/9.9\r\n${host}${mine}` },
    { what: "two lengths", head: `${post}Content-Length: 2\r\nContent-Length: 4\r\n` },
    { what: "a length and chunks", head: `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n` },
    { what: "a negative length", head: `${post}Content-Length: -1\r\n` },
    { what: "chunks that are none", head: `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n` },
    {
      what: "more chunks than a call carries",
      head: `${post}Transfer-Encoding: chunked\r\n\r\n200000\r\n${" ".repeat(0x200000)}\r\n0\r\n`,
    },
    { what: "an unknown coding", head: `${post}Transfer-Encoding: gzip\r\n` },
    { what: "a header of 64 KB", head: `GET / HTTP/1.1\r\n${host}${mine}X: ${"x".repeat(65536)}\r\n` },
    { what: "a header without a name", head: `GET / HTTP/1.1\r\n${host}${mine}: x\r\n` },
    { what: "a header with a zero", head: `GET / HTTP/1.1\r\n${host}${mine}X: a\0b\r\n` },
    { what: "another protocol altogether", head: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n" },
  ];
}

function get(port: number, path: string, lines: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${lines}Connection: close\r\n`;
}

function call(
  port: number,
  lines: string,
  name: string,
  body: string,
  type = "application/json",
): { readonly head: string; readonly body: string } {
  return { head: `POST /call/${name} HTTP/1.1\r\nHost: localhost:${port}\r\n${lines}Content-Type: ${type}\r\nConnection: close\r\n`, body };
}

/** Letters beyond ASCII as the bytes a careless program would send. */
function encodeNonAscii(path: string): string {
  return Buffer.from(path, "utf8").toString("latin1");
}
