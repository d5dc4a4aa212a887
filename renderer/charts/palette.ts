/** Colours a chart draws with, handed in so that charts know no theme. */
export interface ChartPalette {
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly grid: string;
  readonly accent: string;
  readonly chosen: string;
  readonly font: string;
}

/** A rectangle of a canvas, CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
