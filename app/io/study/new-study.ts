import { existsSync } from "node:fs";
import { Failure } from "#contract/failure";
import { type RecordingSettings, refocusable } from "#contract/recording";
import { programVersion } from "#contract/version";
import { openRecording } from "#io/recording/open";
import { relativeTo } from "#io/study/meta";
import { recordingHash } from "#io/study/recording-hash";
import { createStudy, type Study } from "#io/study/study";

/**
 * Makes a study of a recording. A recording made by scanning has its depth already and is never refocused.
 *
 * @throws Failure of the reader, or as `createStudy`
 */
export async function newStudy(folder: string, recording: string, settings: RecordingSettings, refocus: boolean): Promise<Study> {
  if (!existsSync(recording)) throw new Failure("not-found", `There is no recording at ${recording}; check the path.`, { path: recording });
  const source = await openRecording(recording, settings);
  await source.close();
  return createStudy(folder, {
    created: new Date().toISOString(),
    program: programVersion,
    recordingPath: recording,
    recordingRelative: relativeTo(folder, recording),
    recordingHash: await recordingHash(recording),
    info: source.info,
    settings,
    refocus: refocus && refocusable(source.info),
  });
}
