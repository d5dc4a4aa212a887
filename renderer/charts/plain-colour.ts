import { rgb } from "d3";

type Colour = readonly [red: number, green: number, blue: number];

const known = new Map<string, Colour>();

/** Red, green and blue, 0..255, of a colour as the charts use them: oklch(), or what d3 knows. */
export function plainColour(style: string): Colour {
  const before = known.get(style);
  if (before) return before;
  const found = fromOklch(style) ?? fromRgb(style);
  known.set(style, found);
  return found;
}

function fromRgb(style: string): Colour {
  const { r, g, b } = rgb(style);
  return Number.isNaN(r) ? [0, 0, 0] : [Math.round(r), Math.round(g), Math.round(b)];
}

/** Oklch to sRGB, what lies outside cut off (Ottosson 2020, https://bottosson.github.io/posts/oklab). */
function fromOklch(style: string): Colour | null {
  const found = /^oklch\(\s*([\d.]+)(%?)\s+([\d.]+)\s+([\d.]+)(?:deg)?\s*\)$/.exec(style);
  if (!found) return null;
  const lightness = Number(found[1]) / (found[2] === "%" ? 100 : 1);
  const chroma = Number(found[3]);
  const hue = (Number(found[4]) * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const [red, green, blue] = linear.map((value) => {
    const light = Math.min(1, Math.max(0, value));
    return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  });
  return [red as number, green as number, blue as number];
}
