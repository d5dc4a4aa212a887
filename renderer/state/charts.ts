import type { SliceOf } from "#renderer/state/slice.ts";

export const chartKinds = ["traces", "map", "events", "aligned", "correlation", "clusters", "trajectory", "space", "animals"] as const;
export type ChartKind = (typeof chartKinds)[number];

export const rowOrders = ["number", "name", "cluster", "onset", "position"] as const;
export type RowOrder = (typeof rowOrders)[number];

/** How the charts show the traces; nothing here changes a result that is kept. */
export interface ChartSettings {
  readonly chart: ChartKind;
  /** Name of the signal shown. */
  readonly signal: string;
  /** Part of the time axis that all charts show, in its unit; null for all of it. */
  readonly window: readonly [number, number] | null;
  /** Spans marked by hand or read from a stimulus table, in the axis' unit, in the order of time. */
  readonly epochs: readonly (readonly [number, number])[];
  /** The charts take the stage's place. */
  readonly dockLarge: boolean;
  readonly rowOrder: RowOrder;
  /** Order of the correlation matrix, "cluster" being the dendrogram's. */
  readonly matrixOrder: RowOrder;
  /** All traces over one range. */
  readonly commonRange: boolean;
  /** All traces within the room there is. */
  readonly fitRows: boolean;
  /** Width of the similarity of spectral clustering; null for the automatic one. */
  readonly sigma: number | null;
  /** Number of clusters; null for the eigen-gap's. */
  readonly clusterCount: number | null;
  /** Noise deviations above which an event begins. */
  readonly eventEnter: number;
  /** s (or frames) averaged before and after an onset. */
  readonly before: number;
  readonly after: number;
  readonly spaceColour: "activity" | "cluster";
  /** Studies joined across animals, by path, and whether the choice is made. */
  readonly animals: readonly string[];
  readonly animalsChosen: boolean;
}

export interface ChartsSlice extends ChartSettings {
  readonly setCharts: (change: Partial<ChartSettings>) => void;
  /** Adds a span; spans are kept in the order of time. */
  readonly addEpoch: (from: number, to: number) => void;
}

export const charts: SliceOf<ChartsSlice> = () => (set, get) => ({
  chart: "traces",
  signal: "dff",
  window: null,
  epochs: [],
  dockLarge: false,
  rowOrder: "number",
  matrixOrder: "cluster",
  commonRange: false,
  fitRows: false,
  sigma: null,
  clusterCount: null,
  eventEnter: 3,
  before: 5,
  after: 15,
  spaceColour: "activity",
  animals: [],
  animalsChosen: false,
  setCharts: (change) => set(change),
  addEpoch: (from, to) => {
    const epoch = [Math.min(from, to), Math.max(from, to)] as const;
    set({ epochs: [...get().epochs, epoch].sort((a, b) => a[0] - b[0]) });
  },
});
