import type { Provider, ProviderTrial } from "#io/model/providers";
import { differenceOf, mostDifference } from "#io/model/providers";
import { openModel } from "#io/model/open";

/** Pixels a side of the tile that providers are compared on. */
const edge = 256;
const rounds = 3;

/**
 * Tries one provider in this process: whether it runs a model, answers as the processor does, and how fast. A driver may end
 * the process, so try each in one of its own.
 */
export async function tryProvider(model: string, provider: Provider): Promise<ProviderTrial> {
  const { listSupportedBackends } = await import("onnxruntime-node");
  const known = listSupportedBackends().map(({ name }) => name);
  const none = { provider, seconds: null, difference: null } as const;
  if (!known.includes(provider)) return { ...none, outcome: "absent", reason: `this build of onnxruntime has ${known.join(", ")}` };
  try {
    const reference = await answerOf(model, "cpu");
    const own = provider === "cpu" ? reference : await answerOf(model, provider);
    const difference = differenceOf(reference.answer, own.answer);
    const fits = difference <= mostDifference;
    const reason = fits ? "" : `its answer lies ${(100 * difference).toPrecision(2)} % of the range from the processor's`;
    return { provider, outcome: fits ? "fits" : "differs", seconds: own.seconds, difference, reason };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ...none, outcome: "fails", reason: (text.split("\n")[0] ?? text).slice(0, 200) };
  }
}

async function answerOf(id: string, provider: Provider): Promise<{ readonly answer: Float32Array; readonly seconds: number }> {
  const model = await openModel(id, { provider });
  try {
    const { channels } = model.manifest.tensors;
    const planes = model.manifest.signature === "deep-z" ? 2 : channels;
    const side = Math.ceil(edge / model.manifest.tensors.multiple) * model.manifest.tensors.multiple;
    const input = Float32Array.from({ length: planes * side * side }, (_, i) => {
      const [y, x] = [Math.floor((i % (side * side)) / side), i % side];
      return Math.exp(-((y - side / 2) ** 2 + (x - side / 3) ** 2) / 200) + 0.3 * Math.max(0, Math.sin(y / 9) * Math.cos(x / 7));
    });
    let answer = new Float32Array(0);
    let seconds = Infinity;
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      answer = Float32Array.from(await model.run(input, [side, side]));
      seconds = Math.min(seconds, (performance.now() - began) / 1000);
    }
    return { answer, seconds };
  } finally {
    await model.close();
  }
}
