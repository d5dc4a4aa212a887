import { interpolateCividis, interpolateMagma, interpolateRdBu, interpolateRgbBasis, interpolateViridis, rgb } from "d3";

/** Maps that read the same for colour-blind eyes. */
export const colourMaps = {
  gray: (value: number) => `rgb(${value * 255}, ${value * 255}, ${value * 255})`,
  magma: interpolateMagma,
  viridis: interpolateViridis,
  cividis: interpolateCividis,
} as const;

/** Depth: blue on the far side of the recorded plane, white in it, orange on the near side. */
export const depthColour = interpolateRgbBasis(["#2f7bff", "#7fb2ff", "#ffffff", "#ffb75e", "#ff7a00"]);

/** Correlation from −1 to 1: blue, white, red; red and blue stay apart for colour-blind eyes. */
export const correlationColour = (value: number): string => interpolateRdBu(1 - value);

/** 256 RGBA entries of a map of 0..1. */
export function colourTable(map: (value: number) => string): Uint8Array {
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const colour = rgb(map(i / 255));
    table.set([colour.r, colour.g, colour.b, 255], i * 4);
  }
  return table;
}

const golden = 137.508;

/**
 * Colour of a track, the same in image, list and traces: hues a golden angle apart, lightness in turn.
 *
 * @param own the colour that the curator gave it, if any
 */
export function trackColour(track: number, onDark = true, own?: string): string {
  if (own) return own;
  const hue = (track * golden + 20) % 360;
  const lightness = (onDark ? 70 : 48) + (track % 3) * 5;
  return `oklch(${lightness}% 0.14 ${hue.toFixed(1)})`;
}
