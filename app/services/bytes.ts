import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { bytesHeader, type BytesHeader } from "#contract/bytes";
import { Failure, failureRecord } from "#contract/failure";
import { traceSignals, type TraceMatrix } from "#contract/table";
import type { JoinedTraces } from "#core/activity/join-animals";
import { statusCodes } from "#services/status-codes";
import { exportedFile } from "#services/export-files";
import { studyBlobs, studyTracks, studyTraces } from "#io/study/products";
import { hashOf } from "#jobs/inputs";
import { standingEdits } from "#io/study/edits";
import { listStudySeries, studySeries } from "#io/study/series";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import type { Services } from "#services/services";
import { index } from "#services/query";
import { encodeFrame } from "#services/live-focus";
import { StackReaders } from "#services/stack-readers";
import { depthMapOf } from "#services/surfaces";
import { TracePreviews } from "#services/trace-previews";

interface Body {
  readonly header: BytesHeader | null;
  readonly type: string;
  readonly name: string | null;
  readonly data: Uint8Array;
}

/** The bytes plane of a host: voxels and tables under /bytes/, answered to any wire that speaks Request and Response. */
export function bytesPlane(services: Services): (request: Request) => Promise<Response> {
  const stacks = new StackReaders(services.studies, services.live);
  const previews = new TracePreviews(services.studies);
  return async (request) => {
    try {
      const url = new URL(request.url);
      const [, , kind, handle, what] = url.pathname.split("/").map(decoded);
      const query = url.searchParams;
      if (request.method === "POST" && kind === "video" && what === "frames") {
        await services.videos.put(handle ?? "", new Uint8Array(await request.arrayBuffer()));
        return Response.json({}, { headers: { "cache-control": "no-store" } });
      }
      if (request.method !== "GET") throw new Failure("invalid-input", "Bytes are only read: use GET.");
      if (kind === "video" && handle === "file") {
        const data = await services.videos.file(query.get("path") ?? "");
        // Read from disk into an ArrayBuffer of its own.
        return new Response(data as Uint8Array<ArrayBuffer>, { headers: { "cache-control": "no-store" } });
      }
      // A preview changes while it is read, a depth map outside the program; both are made anew for every asking.
      const stamp = what === "trace" || what === "depths" ? randomUUID() : stampOf(services, kind ?? "", handle ?? "", what ?? "", query);
      const etag = `"${stamp}"`;
      const headers: Record<string, string> = { etag, "cache-control": "private, no-cache" };
      if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
      const body = await bodyOf(services, stacks, previews, kind ?? "", handle ?? "", what ?? "", query);
      headers["content-type"] = body.type;
      headers["x-content-type-options"] = "nosniff";
      if (body.header) headers[bytesHeader] = asciiJson(body.header);
      if (body.name !== null) headers["content-disposition"] = `attachment; filename="${body.name.replaceAll(/["\\\r\n]/g, "_")}"`;
      // A view of a plain ArrayBuffer: nothing here is shared memory.
      return new Response(body.data as Uint8Array<ArrayBuffer>, { status: 200, headers });
    } catch (thrown) {
      const failure = failureRecord(thrown);
      return Response.json(failure, { status: statusCodes[failure.code], headers: { "cache-control": "no-store" } });
    }
  };
}

async function bodyOf(
  services: Services,
  stacks: StackReaders,
  previews: TracePreviews,
  kind: string,
  handle: string,
  what: string,
  query: URLSearchParams,
): Promise<Body> {
  const { recordings, studies } = services;
  if (what === "frame" && (kind === "recording" || kind === "study")) {
    const reader = studies.has(handle) ? await studies.reader(handle) : recordings.reader(handle);
    const frame = await reader.read(index(query, "t"), index(query, "c"), index(query, "z"));
    return raw({ kind: "frame", dtype: frame.dtype, shape: [frame.shape[0], frame.shape[1]] }, frame.data);
  }
  if (what === "depths" && (kind === "recording" || kind === "study")) {
    const { depth, shape } = await depthMapOf(services, handle, query.get("file") ?? "");
    return raw({ kind: "frame", dtype: "float32", shape }, depth);
  }
  if (what === "encoding" && (kind === "recording" || kind === "study")) {
    const { stored, ...about } = await encodeFrame(services, handle, query);
    return raw({ kind: "encoding", ...about }, stored);
  }
  if (kind === "joined") return joined(services.joins.get(handle));
  if (kind !== "study") throw nothingThere();
  const study = studies.study(handle);
  if (what === "volume") {
    const { data, ...place } = await stacks.read(handle, index(query, "t"), index(query, "c"));
    return raw({ kind: "volume", dtype: data instanceof Uint16Array ? "uint16" : "float32", ...place }, data);
  }
  if (what === "blobs") return table(studyBlobs(study), blobColumns, "detect");
  if (what === "tracks") return table(studyTracks(study), [...blobColumns, "track", "source"], "link");
  if (what === "traces") return traces(matrixOf(study));
  if (what === "trace") {
    const { matrix, pending } = previews.read(handle, index(query, "track"), parametersIn(query));
    return traces(matrix, pending);
  }
  if (what === "series") return seriesSamples(study, query.get("name") ?? "");
  if (what === "export") {
    const file = query.get("file") ?? "";
    const data = await readFile(services.places.check(await exportedFile(study, file)));
    return { header: null, type: typeOfExport(file), name: file, data };
  }
  throw nothingThere();
}

const exportTypes: Readonly<Record<string, string>> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  xml: "application/xml",
};

function typeOfExport(file: string): string {
  return exportTypes[file.split(".").at(-1) ?? ""] ?? "application/octet-stream";
}

const blobColumns = ["t", "z", "y", "x", "radius", "intensity", "confidence"] as const;

function table<N extends string>(rows: Readonly<Record<N, ArrayLike<number>>> | null, columns: readonly N[], step: string): Body {
  if (rows === null) throw new Failure("not-ready", `There is nothing yet: run the ${step} step first.`, { step });
  const count = rows[columns[0]!].length;
  const data = new Float64Array(count * columns.length);
  columns.forEach((name, i) => data.set(rows[name], i * count));
  return raw({ kind: "table", rows: count, columns: [...columns] }, data);
}

function joined({ neurons, animals, lag, mean, sem, values }: JoinedTraces): Body {
  const buffer = new ArrayBuffer(8 * (lag.length + mean.length + sem.length) + 4 * values.length);
  new Float64Array(buffer, 0, lag.length).set(lag);
  new Float64Array(buffer, 8 * lag.length, mean.length).set(mean);
  new Float64Array(buffer, 8 * (lag.length + mean.length), sem.length).set(sem);
  new Float32Array(buffer, 8 * (lag.length + mean.length + sem.length)).set(values);
  return raw({ kind: "joined", neurons: [...neurons], animals: [...animals], points: lag.length }, new Uint8Array(buffer));
}

function seriesSamples(study: Study, name: string): Body {
  const series = studySeries(study).find((one) => one.name === name);
  if (series === undefined) throw new Failure("not-found", `The study ${study.name} has no series "${name}".`, { name });
  return table({ time_s: series.time, value: series.values }, ["time_s", "value"], "series");
}

function matrixOf(study: Study): TraceMatrix {
  const matrix = studyTraces(study);
  if (matrix === null) throw new Failure("not-ready", "There are no traces yet: run the extract step first.", { step: "extract" });
  return matrix;
}

/** Parameters of a preview: JSON of an object in the address. */
function parametersIn(query: URLSearchParams): Record<string, unknown> {
  const text = query.get("parameters") ?? "{}";
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, as for any other value that is no object.
  }
  throw new Failure("invalid-input", "The parameters of a preview have to be a JSON object.", { parameters: text.slice(0, 200) });
}

function traces(matrix: TraceMatrix, pending?: number): Body {
  const signals = traceSignals.filter((name) => matrix.signals[name] !== undefined);
  const cells = matrix.tracks.length * matrix.frames.length;
  const width = matrix.frames.length;
  // Times go in the body: a header that lists thousands of frames is more than browsers take.
  const buffer = new ArrayBuffer(width * 8 + signals.length * cells * 4);
  new Float64Array(buffer, 0, width).set(matrix.time);
  signals.forEach((name, i) => new Float32Array(buffer, width * 8 + i * cells * 4, cells).set(matrix.signals[name]!));
  return raw(
    {
      kind: "traces",
      signals,
      tracks: [...matrix.tracks],
      names: [...matrix.names],
      frames: width,
      ...(pending !== undefined && { pending }),
    },
    new Uint8Array(buffer),
  );
}

function raw(header: BytesHeader, data: ArrayBufferView): Body {
  return { header, type: "application/octet-stream", name: null, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** Changes whenever the bytes could: the address, and the runs and edits the answer is drawn from. */
function stampOf({ studies, recordings }: Services, kind: string, handle: string, what: string, query: URLSearchParams): string {
  const address = { kind, handle, what, query: query.toString() };
  if (!studies.has(handle))
    return hashOf({ address, recording: recordings.has(handle) ? recordings.reader(handle).source.info : null }).slice(0, 32);
  const study = studies.study(handle);
  const runs = (["refocus", "detect", "link", "extract", "export"] as const).map((step) => {
    const run = currentRun(study, step);
    return run === null ? null : [run.id, run.status, run.done, run.finished];
  });
  const { settings, refocus } = readMeta(study.database);
  return hashOf({
    address,
    settings,
    refocus,
    runs: what === "frame" ? null : runs,
    path: study.path,
    series: what === "series" ? listStudySeries(study) : null,
    edits: what === "tracks" || what === "traces" ? standingEdits(study) : null,
  }).slice(0, 32);
}

/** HTTP headers carry Latin letters only; other characters travel as JSON escapes. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw nothingThere();
  }
}

function nothingThere(): Failure {
  return new Failure("not-found", "There is nothing under this address.");
}
