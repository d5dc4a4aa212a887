import type { BlurReport } from "#contract/blur";
import type { CallInput } from "#contract/calls";
import type { Services } from "#services/services";

/**
 * The blur of a microscope from a scanned stack, read by the engine for looks.
 *
 * @throws Failure "forbidden" outside what the caller may open; as `estimateBlurOf`
 */
export async function estimatePsf({ places, live }: Services, { path, ...rest }: CallInput<"psf.estimate">): Promise<BlurReport> {
  // The engine answers this order with what `Looks.blur` gives.
  return (await live.ask({ kind: "blur", of: { stack: places.check(path), ...rest } })) as BlurReport;
}
