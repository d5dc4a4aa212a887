import type { TrustCheck } from "#contract/trust";
import type { PreflightVerdict } from "#contract/preflight";
import type { Reprojection } from "#core/refocus/reproject";

/** What was measured on one refocused frame. */
export interface SelfMeasures {
  /** How the frame differs from the training: sentences; none where it does not. */
  readonly unlike: readonly string[];
  /** Correlation of the recorded frame with the virtual plane at 0 µm. */
  readonly atZero: number;
  /** Correlation of the recorded frame with itself refocused away and back, and how far, µm. */
  readonly back: number;
  readonly away: number;
  /** Light of each plane over that of the recorded frame, at its depth, µm. */
  readonly light: readonly { readonly z: number; readonly share: number }[];
  /** Null where no nuclei were found. */
  readonly reprojection: Reprojection | null;
}

/** Lead that depths must have over mirrored ones to be told from them. */
const clearLead = 0.002;

/**
 * Verdicts on what a refocused frame must hold to, whatever the truth is. Bounds lie where frames of the simulator
 * stay well within and frames of another kind (projections, other objectives) do not.
 */
export function judgeSelf({ unlike, atZero, back, away, light, reprojection }: SelfMeasures): TrustCheck[] {
  const farthest = light.reduce((far, one) => (Math.abs(one.share - 1) > Math.abs(far.share - 1) ? one : far), { z: 0, share: 1 });
  return [
    {
      title: "Like the training",
      shown: unlike.length === 0 ? "yes" : "no",
      wanted: "contrast, share of light and noise as in training",
      verdict: unlike.length === 0 ? "good" : "doubtful",
      advice: unlike.join(" "),
    },
    told("Plane 0 against the frame", `r = ${atZero.toFixed(3)}`, "above 0.98", from(atZero, 0.98, 0.93), {
      doubtful:
        "The virtual plane at the recorded depth is not quite the recorded frame: the frame is noisier, or of another kind, than the model's training.",
    }),
    told(`There and back (${away} µm)`, `r = ${back.toFixed(3)}`, "above 0.93", from(back, 0.93, 0.8), {
      doubtful:
        "What is refocused away and back does not return: depths are unsure in this frame. Look at the light and at the axial direction.",
    }),
    told(
      "Light across depth",
      `${(100 * (farthest.share - 1)).toFixed(0)} % at ${farthest.z} µm`.replaceAll("-", "−"),
      "within 10 % of the frame's light: blur spreads light, it makes none",
      from(-Math.abs(farthest.share - 1), -0.1, -0.25),
      { doubtful: "Planes gain or lose light, which no microscope does: brightness at those depths is not to be compared with others." },
    ),
    reprojection === null
      ? {
          title: "Back through the microscope",
          shown: "no nuclei found",
          wanted: "above 0.93",
          verdict: "unmeasured",
          advice: "Without nuclei in the virtual stack there is nothing to blur again.",
        }
      : told(
          "Back through the microscope",
          `r = ${reprojection.pearson.toFixed(3)}, mirrored ${reprojection.mirrored.toFixed(3)}`,
          "above 0.93, and better than with depths mirrored",
          reprojection.mirrored > reprojection.pearson + clearLead
            ? "bad"
            : reprojection.pearson < reprojection.mirrored + clearLead
              ? "doubtful"
              : from(reprojection.pearson, 0.93, 0.8),
          {
            bad: "The frame is explained better with every nucleus on the other side of the recorded plane: turn the recording's axial direction round and refocus again.",
            doubtful:
              "The nuclei, blurred again at their depths, do not make up the recorded frame much better than mirrored ones would: which side of focus they lie on is not sure here.",
          },
        ),
  ];
}

function from(value: number, good: number, doubtful: number): PreflightVerdict {
  return value >= good ? "good" : value >= doubtful ? "doubtful" : "bad";
}

function told(
  title: string,
  shown: string,
  wanted: string,
  verdict: PreflightVerdict,
  advice: { readonly doubtful: string; readonly bad?: string },
): TrustCheck {
  return {
    title,
    shown,
    wanted,
    verdict,
    advice: verdict === "good" ? "" : verdict === "bad" ? (advice.bad ?? advice.doubtful) : advice.doubtful,
  };
}
