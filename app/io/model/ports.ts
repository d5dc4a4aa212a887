import { Failure } from "#contract/failure";
import type { Manifest } from "#contract/model";

/** What goes into a network and what comes out, read from its ONNX file. */
export interface Ports {
  readonly signature: Manifest["signature"];
  readonly input: string;
  readonly output: string;
  readonly coefficients: number;
}

/**
 * The signature of an ONNX file: [n, 2, h, w] → [n, 1, h, w] is Deep-Z's, [n, 1, h, w] → [n, k, h, w] is ours.
 *
 * @param name the file, for the message
 * @throws Failure "model-invalid" where it is neither
 */
export async function describePorts(bytes: Uint8Array, name: string): Promise<Ports> {
  const ort = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ["cpu"], logSeverityLevel: 3 }).catch((error: unknown) => {
    throw new Failure("model-invalid", `${name} cannot be loaded by onnxruntime (${String(error).split("\n")[0]?.slice(0, 200)}).`, {
      name,
    });
  });
  try {
    const [input, output] = [session.inputMetadata[0], session.outputMetadata[0]];
    const single = session.inputNames.length === 1 && session.outputNames.length === 1;
    if (!single || !input?.isTensor || !output?.isTensor || input.type !== "float32" || output.type !== "float32") {
      throw unlike(name, `it has ${session.inputNames.length} input(s) and ${session.outputNames.length} output(s)`);
    }
    const [taken, given] = [input.shape, output.shape];
    const said = `it takes [${taken.join(", ")}] and gives [${given.join(", ")}]`;
    if (taken.length !== 4 || given.length !== 4) throw unlike(name, said);
    const ports = { input: input.name, output: output.name };
    if (taken[1] === 2 && given[1] === 1) return { ...ports, signature: "deep-z", coefficients: 1 };
    if (taken[1] === 1 && typeof given[1] === "number" && given[1] >= 4)
      return { ...ports, signature: "coefficients", coefficients: given[1] };
    throw unlike(name, said);
  } finally {
    await session.release();
  }
}

function unlike(name: string, said: string): Failure {
  return new Failure(
    "model-invalid",
    `${name} has neither known signature: ${said}; wanted is one float32 input and one float32 output, [n, 2, h, w] → [n, 1, h, w] (image and depth/10) or [n, 1, h, w] → [n, k, h, w] (depth coefficients).`,
    { name },
  );
}
