import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import type { Pen } from "#renderer/charts/pen.ts";
import type { TimeAxis } from "#renderer/charts/time-axis.ts";

/** Width and height of a chart, CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is looked at, the same in all charts; drawing it anew needs no new figure. */
export interface ChartState {
  readonly selected: number | null;
  readonly hovered: number | null;
  /** Column of the frame on screen. */
  readonly column: number;
  /** Part of the time axis that is shown, in its unit; null for all of it. */
  readonly window: readonly [number, number] | null;
  /** CSS pixels that a chart taller than its room is scrolled down; null brings all of it into the room. */
  readonly scroll: number | null;
  /** The window is being zoomed or moved just now. */
  readonly moving: boolean;
}

/** What lies under a point of a chart. */
export interface Hit {
  readonly track?: number;
  /** Column of the frame. */
  readonly column?: number;
  /** For people, a line each. */
  readonly words: string;
}

/** A chart's numbers. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: () => Iterable<readonly (string | number)[]>;
}

/** Where time runs from left to right in a chart. */
export interface TimePlot {
  readonly axis: TimeAxis;
  readonly box: (size: Size) => Box;
}

/** A chart with its data: it draws itself with any pen, says what lies where, and gives its numbers. */
export interface Figure {
  /** One line for screen readers and for the file. */
  readonly title: string;
  readonly draw: (pen: Pen, size: Size, palette: ChartPalette, state: ChartState) => void;
  readonly hit: (x: number, y: number, size: Size, state: ChartState) => Hit | null;
  readonly table: () => ChartTable;
  /** There where the chart has a time axis of the movie: it can be zoomed, and shows the moment on screen. */
  readonly time?: TimePlot;
  /** The frame on screen changes the picture itself. */
  readonly live?: boolean;
  /** Height of all its rows, where that does not depend on the room: what does not fit is scrolled to. */
  readonly tall?: number;
  /** Top and bottom of a neuron's row within that height. */
  readonly rowAt?: (track: number) => readonly [top: number, bottom: number] | null;
  /** The chosen neuron is what the chart is about, not only marked in it. */
  readonly aboutChosen?: boolean;
  /** Parameters for the record in a file. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}
