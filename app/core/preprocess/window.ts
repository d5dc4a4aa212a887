import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import type { Preparation } from "#contract/preparation";
import type { Pixels } from "#contract/volume";

/** A rectangle of a frame, px. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Frames kept of a movie, half-open, from 0. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Crop = Pick<Preparation, "cropTop" | "cropLeft" | "cropHeight" | "cropWidth" | "binning">;

/**
 * The part of a frame that a preparation keeps: its crop, cut to whole blocks of the binning.
 *
 * @param shape pixels of the frame, [y, x]
 * @throws Failure "out-of-range" where nothing would be left, or the crop leaves the frame
 */
export function windowOf(shape: Pair, asked: Crop): Window {
  const { cropTop: top, cropLeft: left, binning } = asked;
  const [height, width] = [asked.cropHeight || shape[0] - top, asked.cropWidth || shape[1] - left];
  if (height < 1 || width < 1 || top + height > shape[0] || left + width > shape[1]) {
    throw new Failure(
      "out-of-range",
      `The crop (rows ${top} to ${top + height}, columns ${left} to ${left + width}) leaves the frame of ${shape[0]} × ${shape[1]} pixels (y × x); make it smaller.`,
      { top, left, height, width, shape },
    );
  }
  if (height < binning || width < binning) {
    throw new Failure("out-of-range", `Binning by ${binning} leaves nothing of ${height} × ${width} pixels (y × x); bin less.`, {
      binning,
      height,
      width,
    });
  }
  return { top, left, height: height - (height % binning), width: width - (width % binning) };
}

/**
 * The frames that a preparation keeps.
 *
 * @throws Failure "out-of-range" where none would be left
 */
export function spanOf(frames: number, { firstFrame, endFrame }: Pick<Preparation, "firstFrame" | "endFrame">): Span {
  const to = endFrame === 0 ? frames : endFrame;
  if (firstFrame < to && to <= frames) return { from: firstFrame, to };
  throw new Failure(
    "out-of-range",
    `Frames ${firstFrame} to ${to} (the last not included) are asked for and the recording has ${frames}; choose frames within 0 and ${frames}.`,
    { from: firstFrame, to, frames },
  );
}

/**
 * Copies a window out of a plane.
 *
 * @param plane grey levels [y, x]
 * @param wide  columns of the plane
 * @param into  receives the window [y, x]
 */
export function cut(plane: Pixels, wide: number, { top, left, height, width }: Window, into: Pixels): void {
  for (let y = 0; y < height; y++) {
    const from = (top + y) * wide + left;
    into.set(plane.subarray(from, from + width), y * width);
  }
}
