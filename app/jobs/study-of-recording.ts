import { type RecordingSettings, refocusable } from "#contract/recording";
import { openRecording } from "#io/recording/open";
import { readMeta, writeMeta } from "#io/study/meta";
import { newStudy } from "#io/study/new-study";
import { moveRecording } from "#io/study/recording";
import { isStudy, openStudy, type Study } from "#io/study/study";
import { refuseBeyondModel, refuseUnknown } from "#jobs/plan";

/** What is said about a recording and how it shall be worked on. */
export interface StudyWishes {
  readonly settings: RecordingSettings;
  /** False for a 2-D study; a recording made by scanning is never refocused. */
  readonly refocus: boolean;
  /** Parameters of the refocus step. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Opens the study of a recording for writing, or makes it once everything that is asked can be done.
 *
 * @param wishesOf what is wanted, given what the study was made with before; null where there is none yet
 * @throws Failure "missing-metadata" | "out-of-range" | "invalid-input" where the folder is of another recording, or of the reader
 */
export async function studyOfRecording(
  recording: string,
  folder: string,
  wishesOf: (before: { readonly settings: RecordingSettings; readonly refocus: boolean } | null) => StudyWishes | Promise<StudyWishes>,
): Promise<Study> {
  const known = isStudy(folder) ? openStudy(folder, "write") : null;
  try {
    const before = known === null ? null : readMeta(known.database);
    const { settings, refocus, parameters } = await wishesOf(before);
    const source = await openRecording(recording, settings);
    await source.close();
    const meta = { info: source.info, settings, refocus: refocus && refocusable(source.info) };
    refuseUnknown(meta);
    if (meta.refocus) await refuseBeyondModel(meta, parameters);
    if (known === null) return await newStudy(folder, recording, settings, meta.refocus);
    await moveRecording(known, recording);
    const { recordingPath } = readMeta(known.database);
    writeMeta(known.database, { ...readMeta(known.database), ...meta, info: { ...meta.info, path: recordingPath } });
    return known;
  } catch (thrown) {
    known?.close();
    throw thrown;
  }
}
