import { existsSync } from "node:fs";
import { Failure } from "#contract/failure";
import type { FrameSource } from "#contract/source";
import { openRecording } from "#io/recording/open";
import { shiftsOf } from "#io/recording/prepared-source";
import { readMeta, recordingPlaces, relativeTo, writeMeta } from "#io/study/meta";
import { recordingHash } from "#io/study/recording-hash";
import { readShifts, shiftsPath, writeShifts } from "#io/study/shifts";
import type { Study } from "#io/study/study";

/**
 * Where the study's recording lies now, checked by its hash. A recording that moved together with its study
 * is found, and its new place is remembered.
 *
 * @throws Failure "not-found" where it is gone, "damaged" where another file lies in its place
 */
export async function locateRecording(study: Study): Promise<string> {
  const meta = readMeta(study.database);
  const places = recordingPlaces(study.path, meta).filter((place) => existsSync(place));
  for (const place of places) {
    if ((await recordingHash(place)) !== meta.recordingHash) continue;
    if (place !== meta.recordingPath && study.readOnly === null) rememberPlace(study, place);
    return place;
  }
  const [changed] = places;
  if (changed !== undefined) {
    throw new Failure(
      "damaged",
      `The recording ${changed} is not the file this study was made of; put the original back, or make a new study of this one.`,
      { path: changed, study: study.path },
    );
  }
  throw new Failure(
    "not-found",
    `The recording of this study is no longer at ${meta.recordingPath}; put it back, or tell its new place (nematrace relocate STUDY NEW_PLACE).`,
    { path: meta.recordingPath, study: study.path },
  );
}

/**
 * Opens the study's recording under the study's settings. The shifts that registration finds are kept with the study.
 *
 * @throws Failure as `locateRecording` and the reader do
 */
export async function openStudyRecording(study: Study): Promise<FrameSource> {
  const meta = readMeta(study.database);
  const source = await openRecording(await locateRecording(study), meta.settings);
  const shifts = shiftsOf(source);
  if (shifts === null || (meta.settings.preparation?.registration ?? "none") === "none") return source;
  const path = shiftsPath(study.path, meta);
  await readShifts(path, shifts);
  const before = shifts.size;
  return {
    info: source.info,
    read: (t, c, z) => source.read(t, c, z),
    close: async () => {
      if (shifts.size > before && study.readOnly === null && existsSync(study.path)) {
        await readShifts(path, shifts);
        await writeShifts(path, shifts);
      }
      await source.close();
    },
  };
}

/**
 * The recording was moved or renamed: notes its new place once its hash says that it is the same.
 *
 * @throws Failure "invalid-input" where it is another recording, "not-found", "unreadable"
 */
export async function moveRecording(study: Study, recording: string): Promise<void> {
  const { recordingHash: wanted, recordingPath } = readMeta(study.database);
  if ((await recordingHash(recording)) !== wanted) {
    throw new Failure(
      "invalid-input",
      `The study ${study.path} is of another recording (${recordingPath}): the bytes of ${recording} differ; choose the file that was moved, or another study folder.`,
      { path: recording, study: study.path, recording: recordingPath },
    );
  }
  rememberPlace(study, recording);
}

/** The recording lies elsewhere now. */
export function rememberPlace(study: Study, recording: string): void {
  const meta = readMeta(study.database);
  writeMeta(study.database, {
    ...meta,
    recordingPath: recording,
    recordingRelative: relativeTo(study.path, recording),
    info: { ...meta.info, path: recording },
  });
}
