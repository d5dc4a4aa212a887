/** Colours a chart draws with, handed in so that charts know no theme. */
export interface ChartPalette {
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly grid: string;
  readonly accent: string;
  readonly chosen: string;
  readonly surface: string;
  readonly font: string;
  /** The ground is dark. */
  readonly dark: boolean;
}

/** A rectangle of a canvas, CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Eight hues that colour-blind eyes tell apart: Okabe & Ito (2008), black left out for dark grounds. */
const hues = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a600", "#8c6bb1"] as const;
const none = "#8a8f98";

/** Colour of a cluster; grey for those that belong to none. */
export function clusterColour(cluster: number): string {
  return cluster < 0 ? none : (hues[cluster % hues.length] ?? none);
}

/** Colours of a figure on white paper. */
export const paper: ChartPalette = {
  text: "#16191f",
  faint: "#4a5261",
  line: "#8a93a3",
  grid: "#e4e7ec",
  accent: "#2f5bd8",
  chosen: "#ffffff",
  surface: "#ffffff",
  font: "11px Inter",
  dark: false,
};
