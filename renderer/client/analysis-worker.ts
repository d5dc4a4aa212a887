import { failureRecord } from "#contract/failure";
import type { Rows } from "#core/analysis/rows";
import { answerTo } from "#renderer/client/analysis-task.ts";
import type { Asked, Answered } from "#renderer/client/analyst.ts";

/** The traces that questions are about, as last sent. */
let rows: Rows = { values: new Float32Array(0), rows: 0, frames: 0 };

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  if (data.rows) rows = data.rows;
  const reply = (answer: Answered) => postMessage(answer);
  try {
    reply({ id: data.id, answer: answerTo(data.kind, rows, data.options as never) });
  } catch (thrown) {
    reply({ id: data.id, failure: failureRecord(thrown) });
  }
});
