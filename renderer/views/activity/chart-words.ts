import type { ChartKind, RowOrder } from "#renderer/state/charts.ts";

/** What each chart is called and what it shows. */
export const chartWords: Readonly<Record<ChartKind, { readonly name: string; readonly tip: string }>> = {
  traces: { name: "Traces", tip: "The chosen neuron large, all neurons below each other" },
  map: { name: "Map", tip: "All neurons as colour over time" },
  events: { name: "Events", tip: "When each neuron had a transient, and how many have one at a time" },
  aligned: { name: "Stimulus", tip: "Averages around stimuli, or around spans that you mark with Shift and drag" },
  correlation: { name: "Correlation", tip: "How alike the neurons' courses are, pair by pair, with the dendrogram" },
  clusters: { name: "Clusters", tip: "Spectral clustering: the eigenvalues that tell the number of clusters, and their mean courses" },
  trajectory: { name: "PCA", tip: "The path of the activity through the space of its principal components" },
  space: { name: "Space", tip: "Where the neurons lie, coloured by activity or by cluster" },
  animals: { name: "Animals", tip: "The same neurons in several studies, by name: a line an animal, mean ± standard error" },
};

export const orderWords: Readonly<Record<RowOrder, string>> = {
  number: "number",
  name: "name",
  cluster: "cluster",
  onset: "onset",
  position: "position",
};

/** Charts whose rows can be sorted. */
export const sortedCharts: readonly ChartKind[] = ["traces", "map", "events", "aligned", "correlation"];
