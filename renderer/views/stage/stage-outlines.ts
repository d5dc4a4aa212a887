import { formValues } from "#renderer/state/jobs.ts";
import { regionsOf } from "#renderer/state/preview.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { Outline } from "#renderer/viewers/outlines.ts";

/** Where neurons are looked for, as lines over the image, while that step is open. */
export function outlinesOf({ step, study, forms, drawing }: Pick<Workstation, "step" | "study" | "forms" | "drawing">): Outline[] {
  if (step !== "detect" || !study) return [];
  const run = study.steps.find((state) => state.step === "detect")?.run;
  const regions = regionsOf(formValues("detect", forms.detect, run?.parameters));
  const standing = (["include", "exclude"] as const).flatMap((kind) =>
    regions[kind].filter(({ points }) => points.length > 0).map(({ points }) => ({ points, kind, open: false })),
  );
  return drawing ? [...standing, { ...drawing, open: true }] : standing;
}
