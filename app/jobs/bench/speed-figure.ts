/** One way of refocusing on the plot. */
export interface SpeedPoint {
  readonly name: string;
  /** Volumes of 41 planes a second. */
  readonly speed: number;
  /** Gain over the input left unchanged, mean over z, dB; null where it could not be measured. */
  readonly gain: number | null;
}

const size = { width: 640, height: 360 } as const;
const frame = { left: 56, right: 24, top: 20, bottom: 48 } as const;

/**
 * Speed against fidelity as an SVG picture: speed on a logarithmic axis, fidelity upwards; what has a speed alone is a line
 * across all fidelities.
 */
export function speedFigure(points: readonly SpeedPoint[], camera: number): string {
  const speeds = [...points.map(({ speed }) => speed), camera];
  const [low, high] = [Math.floor(Math.log10(Math.min(...speeds))), Math.ceil(Math.log10(Math.max(...speeds)) + 0.1)];
  const gains = points.flatMap(({ gain }) => (gain === null ? [] : [gain]));
  const [bottom, top] = [Math.min(0, Math.floor(Math.min(0, ...gains))), Math.ceil(Math.max(11, ...gains)) + 1];
  const x = (speed: number) => frame.left + ((Math.log10(speed) - low) / (high - low)) * (size.width - frame.left - frame.right);
  const y = (gain: number) => size.height - frame.bottom - ((gain - bottom) / (top - bottom)) * (size.height - frame.top - frame.bottom);
  const decades = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const levels = Array.from({ length: Math.floor((top - bottom) / 2) + 1 }, (_, i) => bottom + 2 * i);
  const floorLine = size.height - frame.bottom;
  const upright = (speed: number, words: string, dash: string, at: number) =>
    [
      `<line x1="${n(x(speed))}" x2="${n(x(speed))}" y1="${frame.top}" y2="${floorLine}" stroke="#777" stroke-dasharray="${dash}"/>`,
      `<text x="${n(x(speed) + 5)}" y="${at}">${escaped(words)}</text>`,
    ].join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img">`,
    "<title>Speed against fidelity</title>",
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    ...levels.map(
      (level) =>
        `<line x1="${frame.left}" x2="${size.width - frame.right}" y1="${n(y(level))}" y2="${n(y(level))}" stroke="#e4e4e4"/><text x="${frame.left - 8}" y="${n(y(level) + 4)}" text-anchor="end">${level}</text>`,
    ),
    ...decades.map((power) => `<text x="${n(x(10 ** power))}" y="${floorLine + 18}" text-anchor="middle">${10 ** power}</text>`),
    `<line x1="${frame.left}" x2="${size.width - frame.right}" y1="${floorLine}" y2="${floorLine}" stroke="#333"/>`,
    `<text x="${n((frame.left + size.width - frame.right) / 2)}" y="${size.height - 10}" text-anchor="middle">volumes of 41 planes a second, 512 × 512 pixels, this machine</text>`,
    `<text transform="translate(16 ${n((frame.top + floorLine) / 2)}) rotate(-90)" text-anchor="middle">PSNR over the input, dB</text>`,
    upright(camera, `camera, ${camera} Hz`, "2 4", frame.top + 10),
    ...points.map(({ name, speed, gain }, i) =>
      gain === null
        ? upright(speed, name, "6 3", frame.top + 26 + 14 * (i % 2))
        : `<circle cx="${n(x(speed))}" cy="${n(y(gain))}" r="5" fill="#0b6bcb"/><text x="${n(x(speed) + (x(speed) > 0.7 * size.width ? -9 : 9))}" y="${n(y(gain) + 4)}"${x(speed) > 0.7 * size.width ? ' text-anchor="end"' : ""}>${escaped(name)}, ${gain.toFixed(1)} dB</text>`,
    ),
    "</svg>",
    "",
  ].join("\n");
}

function n(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
