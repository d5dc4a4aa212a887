import { Failure } from "#contract/failure";
import { defaultsOf, refocusSheet } from "#contract/parameters";
import { unsaid, type RecordingSettings } from "#contract/recording";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import type { EncodedFrame } from "#jobs/looks";
import type { FocusSubject } from "#services/engine-link";
import { index } from "#services/query";
import type { Services } from "#services/services";

/**
 * A frame's depth coefficients, made by the engine for looks: of a recording on its way to a study, or of a study.
 *
 * @throws Failure "missing-metadata" | "unsupported" | "out-of-range" | "not-found"
 */
export async function encodeFrame({ live, studies, recordings }: Services, handle: string, query: URLSearchParams): Promise<EncodedFrame> {
  const t = index(query, "t");
  const channel = index(query, "c");
  const subject = studies.has(handle)
    ? subjectOfStudy(studies.study(handle), channel, query)
    : subjectOfRecording(recordings.reader(handle).source.info.path, channel, query);
  // The engine answers this order with what `Looks.encode` gives.
  return (await live.ask({ kind: "encode", of: subject, t })) as EncodedFrame;
}

function subjectOfStudy(study: Parameters<typeof currentRun>[0], channel: number, query: URLSearchParams): FocusSubject {
  const { info, settings } = readMeta(study.database);
  const used = currentRun(study, "refocus")?.parameters["model"];
  return { recording: info.path, settings, channel, model: modelName(query, typeof used === "string" ? used : null) };
}

function subjectOfRecording(recording: string, channel: number, query: URLSearchParams): FocusSubject {
  const pixelSize = query.get("pixelSize");
  const settings: RecordingSettings = {
    ...unsaid,
    axes: query.get("axes"),
    pixelSize: pixelSize === null ? null : positive(pixelSize),
    axialDirection: query.get("axialDirection") === "-1" ? -1 : 1,
  };
  return { recording, settings, channel, model: modelName(query, null) };
}

/** A window names models; paths of model folders are for the command line. */
function modelName(query: URLSearchParams, used: string | null): string {
  const name = query.get("model") ?? used ?? defaultsOf(refocusSheet).model;
  if (name === used || /^[\w][\w.-]*$/.test(name)) return name;
  throw new Failure("invalid-input", `"${name}" is not the name of a model.`, { model: name });
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `A pixel size has to be a length in µm, not "${text}".`, { value: text });
}
