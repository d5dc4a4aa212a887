import { failureRecord } from "#contract/failure";
import type { Volume } from "#contract/volume";
import { candidatesOf } from "#core/detect/candidates";
import { insideRegions } from "#core/detect/region";
import type { PeakAnswer, PeakQuestion } from "#renderer/client/peak-finder.ts";

/** Finds peaks beside the window's own thread; one question, one answer. */
addEventListener("message", ({ data: question }: MessageEvent<PeakQuestion>) => {
  try {
    const { stored, scale, offset, shape, voxel, origin } = question.volume;
    const data = new Float32Array(stored.length);
    for (let i = 0; i < data.length; i++) data[i] = (stored[i] as number) * scale + offset;
    const volume: Volume = { data, shape, voxel, origin };
    answer({ id: question.id, candidates: candidatesOf(volume, question.parameters, insideRegions(question.regions)) });
  } catch (thrown) {
    answer({ id: question.id, failure: failureRecord(thrown) });
  }
});

function answer(given: PeakAnswer): void {
  postMessage(given);
}
