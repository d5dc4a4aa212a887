import type { Pair } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import { type PreflightCheck, type PreflightReport, type PreflightVerdict, preflightVerdicts } from "#contract/preflight";
import { type Channel, type RecordingInfo, refocusable } from "#contract/recording";
import { median } from "#core/image/percentile";
import { type FrameLook, type Highest, isCutOff, steadySlope } from "#core/preflight/frame-look";
import { originWarnings } from "#core/refocus/checks";

/** Everything measured on a recording. */
export interface Looks {
  /** Frames spread over the movie, in order. */
  readonly frames: readonly FrameLook[];
  /** The same of the reference channel, where there is one. */
  readonly reference: readonly FrameLook[] | null;
  readonly highest: Highest;
  /** Bright pixels of all frames looked at, to which the heap at the top is compared. */
  readonly bright: number;
  /** How far the image moves from a frame to the next, px [y, x]; certainty as `PhaseShift` tells it. */
  readonly steps: readonly { readonly t: number; readonly dy: number; readonly dx: number; readonly certainty: number }[];
}

/** What is judged, against which model. */
export interface Judged {
  readonly info: RecordingInfo;
  readonly channel: Channel;
  /** Aperture of the objective, as the user says; null where nobody does. */
  readonly aperture: number | null;
  readonly model: Pick<Manifest, "id" | "optics" | "statistics">;
}

/** Fewer frames tell nothing about time. */
const fewest = 6;

/** The checks of a recording, worst verdict on top. */
export function judge(looks: Looks, judged: Judged): Omit<PreflightReport, "recording"> {
  const checks = [
    pixelSize(judged),
    aperture(judged),
    channel(judged),
    kind(judged),
    exposure(looks, judged),
    saturation(looks),
    signal(looks, judged),
    ...likeTraining(looks, judged),
    focus(looks),
    focusDrift(looks),
    blur(looks),
    motion(looks, judged),
    drift(looks, judged),
    bleaching(looks, judged),
  ];
  const worst = Math.max(...checks.map(({ verdict }) => preflightVerdicts.indexOf(verdict)));
  return { model: judged.model.id, frames: looks.frames.map(({ t }) => t), verdict: preflightVerdicts[worst] ?? "good", checks };
}

interface Told {
  readonly value: number | null;
  readonly unit?: string;
  readonly shown: string;
  readonly wanted: string;
  readonly verdict: PreflightVerdict;
  readonly advice: string;
  readonly series?: PreflightCheck["series"];
}

function told(check: PreflightCheck["check"], title: string, { unit = "", series = null, advice, ...rest }: Told): PreflightCheck {
  return { check, title, unit, series, ...rest, advice: rest.verdict === "good" ? "" : advice };
}

/** good up to the first bound, doubtful up to the second, bad beyond. */
function upTo(value: number, good: number, doubtful: number): PreflightVerdict {
  return value <= good ? "good" : value <= doubtful ? "doubtful" : "bad";
}

function middleOf(
  frames: readonly FrameLook[],
  name: "snr" | "sharpness" | "elongation" | "foregroundShare" | "p99OverMedianRatio",
): number {
  return median(Float64Array.from(frames, (look) => look[name]));
}

function pixelSize({ info, model }: Judged): PreflightCheck {
  const wanted = `${model.optics.pixelSize} µm`;
  const size = info.pixelSize?.[0] ?? null;
  if (size === null) {
    return told("pixel-size", "Pixel size", {
      value: null,
      shown: "not said",
      wanted,
      verdict: "bad",
      advice: "Say the pixel size: camera pixel over magnification, times the camera's binning.",
    });
  }
  const ratio = size / model.optics.pixelSize;
  const far = Math.max(ratio, 1 / ratio);
  return told("pixel-size", "Pixel size", {
    value: size,
    unit: "µm",
    shown: `${Number(size.toPrecision(4))} µm`,
    wanted,
    verdict: upTo(far, 1.05, ratio > 1 ? 1.6 : 3),
    advice:
      ratio > 1
        ? "Pixels are too large to show what the model reads: use more magnification or less binning on the camera."
        : "Frames are resampled to the model's pixels; bin on the camera or use less magnification, which also gathers more light a pixel.",
  });
}

function aperture({ aperture: said, model }: Judged): PreflightCheck {
  const wanted = `${model.optics.na} (${model.optics.objective})`;
  return told("aperture", "Aperture", {
    value: said,
    shown: said === null ? "not said" : `NA ${said}`,
    wanted,
    verdict: said === null ? "unmeasured" : upTo(Math.abs(said - model.optics.na), 0.08, 0.25),
    advice:
      said === null
        ? "Say the objective's NA: blur grows with it, and the model knows that of its own objective only."
        : `Depth is read from the blur of NA ${model.optics.na}; with another aperture depths come out stretched. Use a matching objective, or a model made for this one.`,
  });
}

function channel({ channel: { name, wavelength }, model }: Judged): PreflightCheck {
  const [low, high] = [Math.round(model.optics.emission[0] * 1000), Math.round(model.optics.emission[1] * 1000)];
  const off = wavelength === null ? 0 : Math.max(low - wavelength, wavelength - high, 0);
  return told("channel", "Channel", {
    value: wavelength,
    unit: "nm",
    shown: wavelength === null ? `${name}, emission not said` : `${name}, ${wavelength} nm`,
    wanted: `${low} to ${high} nm`,
    verdict: wavelength === null ? "unmeasured" : upTo(off, 10, 60),
    advice:
      wavelength === null
        ? "The file does not say the emission; check that the filter passes the model's range."
        : "Blur scales with the wavelength. Use an indicator and a filter within the model's range.",
  });
}

function kind({ info }: Judged): PreflightCheck {
  const said = originWarnings(info);
  if (!refocusable(info)) said.push("These are scanned stacks: they hold their depth already, and refocusing is left out.");
  return told("kind", "Kind of image", {
    value: null,
    shown: `${info.dtype}${info.shape.z > 1 ? `, ${info.shape.z} planes` : ""}`,
    wanted: "raw wide-field frames of 12 or 16 bits",
    verdict: said.length === 0 ? "good" : "doubtful",
    advice: said.join(" "),
  });
}

/** Half of a nucleus, µm: what moves so far while the shutter is open is recorded as a line. */
const halfNucleus = 1.5;

function exposure({ steps }: Looks, { info }: Judged): PreflightCheck {
  const title = "Exposure";
  const time = info.optics?.exposure ?? null;
  const wanted = `short enough that nothing moves ${halfNucleus} µm meanwhile`;
  if (time === null) {
    const advice =
      "The file does not say how long the shutter was open: look at Motion blur, and let the camera's program write the exposure.";
    return told("exposure", title, { value: null, shown: "not said", wanted, verdict: "unmeasured", advice });
  }
  const shown = `${Number((time * 1000).toPrecision(3))} ms`;
  const moved = surePaths(steps, info.pixelSize ?? [Number.NaN, Number.NaN]);
  const speed = info.interval === null || moved.length === 0 ? Number.NaN : percentile75(moved) / info.interval;
  if (Number.isNaN(speed)) {
    const advice =
      "How fast the image moves cannot be told without the pixel size, the time between frames and frames that resemble each other.";
    return told("exposure", title, { value: time * 1000, unit: "ms", shown, wanted, verdict: "unmeasured", advice });
  }
  const smear = speed * time;
  return told("exposure", title, {
    value: time * 1000,
    unit: "ms",
    shown: `${shown}, in which the image moves ${Number(smear.toPrecision(2))} µm`,
    wanted,
    verdict: upTo(smear, halfNucleus, 2 * halfNucleus),
    advice: `At ${Number(speed.toPrecision(2))} µm/s expose for ${Math.floor((halfNucleus / speed) * 1000)} ms or less, with as much more light, or slow the animal.`,
  });
}

function saturation({ highest, bright }: Looks): PreflightCheck {
  const share = isCutOff(highest) && bright > 0 ? highest.at / bright : 0;
  return told("saturation", "Saturation", {
    value: share * 100,
    unit: "% of bright pixels",
    shown:
      share === 0 ? `none; brightest ${Math.round(highest.level)}` : `${percent(share)} of bright pixels at ${Math.round(highest.level)}`,
    wanted: "none",
    verdict: upTo(share, 0.0005, 0.01),
    advice: "Saturated neurons lose their activity and their depth: shorten the exposure, or lower the light or the camera's gain.",
  });
}

function signal({ frames }: Looks, { model }: Judged): PreflightCheck {
  const snr = middleOf(frames, "snr");
  const least = model.statistics?.["snr"]?.[0] ?? 5;
  const good = 3 * least;
  return told("signal", "Signal to noise", {
    value: snr,
    shown: snr.toPrecision(3),
    wanted: `above ${good.toPrecision(2)}; training from ${least.toPrecision(2)}`,
    verdict: snr >= good ? "good" : snr >= least ? "doubtful" : "bad",
    advice:
      "Too few photons: raise the light, lengthen the exposure where the animal is still, bin on the camera, or use a brighter strain.",
  });
}

/** What has to lie between the 1st and 99th percentile of the training. */
function likeTraining({ frames }: Looks, { model }: Judged): PreflightCheck[] {
  const words = {
    contrast: {
      name: "p99OverMedianRatio",
      title: "Contrast",
      show: (value: number) => `${value.toPrecision(3)} ×`,
      low: "Bright places hardly stand out of the background: look for stray light, a wrong filter, out-of-focus haze, or a camera offset that was raised.",
      high: "The background is darker than any wide-field background the model has seen; a background that was subtracted, or a confocal frame, looks so. Use raw frames.",
    },
    foreground: {
      name: "foregroundShare",
      title: "Share of light",
      show: percent,
      low: "Almost nothing in the frame is bright: crop to the animal, or use more magnification.",
      high: "Light fills the frame, as far out of focus or under strong haze: refocus the microscope, or widen the field.",
    },
  } as const;
  return (Object.keys(words) as (keyof typeof words)[]).flatMap((check) => {
    const { name, title, show, low, high } = words[check];
    const trained = model.statistics?.[name];
    const [least, most] = [trained?.[0], trained?.at(-1)];
    if (least === undefined || most === undefined) return [];
    const value = middleOf(frames, name);
    const out = value < least ? least / value : value / most;
    return [
      told(check, title, {
        value,
        shown: show(value),
        wanted: `${show(least)} to ${show(most)}, as in training`,
        verdict: upTo(out, 1, 1.5),
        advice: value < least ? low : high,
      }),
    ];
  });
}

/** Motion along one direction leaves the detail across it; the geometric mean of both is what focus alone would leave. */
function sharpnessOf({ sharpness, elongation }: FrameLook): number {
  return sharpness * Math.sqrt(elongation);
}

/** Fine over coarse detail at which simulated worms, ±8 µm deep, lie within ±6 µm and ±10 µm of the recorded plane. */
const sharp = [0.66, 0.52] as const;

function focus({ frames }: Looks): PreflightCheck {
  const values = frames.map(sharpnessOf);
  const value = median(Float64Array.from(values));
  return told("focus", "Focus plane", {
    value,
    shown: value.toFixed(2),
    wanted: `above ${sharp[0]}: fine over coarse detail`,
    verdict: value >= sharp[0] ? "good" : value >= sharp[1] ? "doubtful" : "bad",
    advice: "Too little of the animal is near focus: set the focus to its middle, where as many nuclei are sharp above as below.",
    series: seriesOf("sharpness", frames, values),
  });
}

function focusDrift({ frames }: Looks): PreflightCheck {
  const title = "Focus over time";
  if (frames.length < fewest) return tooFew("focus-drift", title);
  const values = frames.map(sharpnessOf);
  const third = Math.max(2, Math.floor(frames.length / 3));
  const [early, late] = [median(Float64Array.from(values.slice(0, third))), median(Float64Array.from(values.slice(-third)))];
  const lost = 1 - Math.min(early, late) / Math.max(early, late, 1e-9);
  return told("focus-drift", title, {
    value: lost * 100,
    unit: "%",
    shown: `${percent(lost)} ${late < early ? "lost" : "gained"}`,
    wanted: "less than 25 % change",
    verdict: upTo(lost, 0.25, 0.4),
    advice: "The focus wanders: let the microscope warm up, lock the focus, and wait until the coverslip has settled.",
    series: seriesOf("sharpness", frames, values),
  });
}

function blur({ frames }: Looks): PreflightCheck {
  const value = percentile75(frames.map(({ elongation }) => elongation));
  const worst = frames.reduce((top, look) => (look.elongation > top.elongation ? look : top));
  return told("blur", "Motion blur", {
    value,
    unit: "×",
    shown: value < 1.3 ? "spots are round" : `spots ${value.toFixed(1)} × longer along ${Math.round(worst.direction)}°`,
    wanted: "less than 1.4 × longer than wide",
    verdict: upTo(value, 1.4, 1.75),
    advice:
      "The image moves while the shutter is open, or the objective is astigmatic: shorten the exposure, strobe the light, or hold the animal. If it stays with a still sample, look at the objective and the filters.",
    series: seriesOf(
      "elongation",
      frames,
      frames.map(({ elongation }) => elongation),
    ),
  });
}

function motion({ steps }: Looks, { info }: Judged): PreflightCheck {
  const title = "Motion between frames";
  if (steps.length === 0) return tooFew("motion", title);
  const [sy, sx] = info.pixelSize ?? [1, 1];
  const unit = info.pixelSize === null ? "px" : "µm";
  const sure = steps.filter(isSure);
  const wanted = "less than 4 µm from frame to frame";
  const advice = "Neurons are harder to follow the farther they move: record more frames a second, or slow the animal.";
  if (sure.length * 2 < steps.length) {
    return told("motion", title, { value: null, shown: "frames hardly resemble the next ones", wanted, verdict: "doubtful", advice });
  }
  const values = surePaths(steps, [sy, sx]);
  const value = percentile75(values);
  return told("motion", title, {
    value,
    unit,
    shown: `${value.toFixed(1)} ${unit}`,
    wanted,
    verdict: upTo(value, 4, 12),
    advice,
    series: { label: `motion, ${unit}`, frames: sure.map(({ t }) => t), values },
  });
}

/** Whether two frames resemble each other enough to tell how far the image moved. */
function isSure({ certainty }: Looks["steps"][number]): boolean {
  return certainty >= 0.12;
}

/** How far the image moves from a frame to the next, where that can be told; µm with a pitch in µm [y, x]. */
function surePaths(steps: Looks["steps"], [sy, sx]: Pair): number[] {
  return steps.filter(isSure).map(({ dy, dx }) => Math.hypot(dy * sy, dx * sx));
}

function drift({ frames }: Looks, { info }: Judged): PreflightCheck {
  const title = "Drift";
  const seen = frames.filter((look) => look.middle !== null);
  if (seen.length < fewest) return tooFew("drift", title);
  const [sy, sx] = info.pixelSize ?? [1, 1];
  const unit = info.pixelSize === null ? "px" : "µm";
  const times = seen.map(({ t }) => t);
  const along = (axis: 0 | 1, pitch: number) =>
    steadySlope(
      times,
      seen.map(({ middle }) => middle![axis] * pitch),
    ) *
    (times.at(-1)! - times[0]!);
  const moved = Math.hypot(along(0, sy), along(1, sx));
  const share = moved / Math.min(info.shape.y * sy, info.shape.x * sx);
  const start = seen[0]!.middle!;
  return told("drift", title, {
    value: moved,
    unit,
    shown: `${moved.toFixed(1)} ${unit}, ${percent(share)} of the field`,
    wanted: "less than 8 % of the field",
    verdict: upTo(share, 0.08, 0.25),
    advice:
      "The light wanders across the field: let the stage settle, hold or track the animal; what remains can be taken away by registration, under Preparation.",
    series: {
      label: `distance from the first frame, ${unit}`,
      frames: times,
      values: seen.map(({ middle }) => Math.hypot((middle![0] - start[0]) * sy, (middle![1] - start[1]) * sx)),
    },
  });
}

function bleaching({ frames, reference }: Looks, { info }: Judged): PreflightCheck {
  const title = "Bleaching";
  if (frames.length < fewest) return tooFew("bleaching", title);
  // A steady channel tells bleaching apart from what the neurons do.
  const looks = reference ?? frames;
  const lit = looks.filter(({ light }) => light > 0);
  const times = lit.map(({ t }) => t);
  const slope = steadySlope(
    times,
    lit.map(({ light }) => Math.log(light)),
  );
  const lost = 1 - Math.exp(Math.min(slope, 0) * (info.shape.t - 1));
  return told("bleaching", title, {
    value: lost * 100,
    unit: "%",
    shown: `${percent(lost)} lost over the movie${reference === null ? "" : " (reference channel)"}`,
    wanted: "less than 15 %",
    verdict: upTo(lost, 0.15, 0.4),
    advice:
      "The dye fades: lower the light, expose only while the camera reads, or record for less time; switch the bleaching correction on when activity is read out.",
    series: { label: "light, grey levels", frames: times, values: lit.map(({ light }) => light) },
  });
}

function tooFew(check: PreflightCheck["check"], title: string): PreflightCheck {
  const shown = `needs ${fewest} frames`;
  return told(check, title, {
    value: null,
    shown,
    wanted: "",
    verdict: "unmeasured",
    advice: "Too few frames to tell what changes with time.",
  });
}

function seriesOf(label: string, frames: readonly FrameLook[], values: readonly number[]): PreflightCheck["series"] {
  return frames.length < 2 ? null : { label, frames: frames.map(({ t }) => t), values: [...values] };
}

function percentile75(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(0.75 * (sorted.length - 1))] ?? 0;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value === 0 ? "0" : value.toFixed(2)} %`;
}
