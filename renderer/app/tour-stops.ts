/** A stop of the tour: what is pointed at, and what is said there. */
export interface TourStop {
  /** Selector of what is pointed at. */
  readonly target: string;
  readonly title: string;
  /** The card stands in the corner, so that nothing to be chosen lies under it. */
  readonly corner?: boolean;
  readonly text: string;
}

/** In the library; the tour goes on in the workspace once something is open. */
export const libraryStops: readonly TourStop[] = [
  {
    target: ".library-actions .button-primary",
    corner: true,
    title: "Begin with the sample recording",
    text: "A simulated worm whose neurons are known. Open it, and the tour goes on beside it. Recordings of your own open from the list below, or are dropped into the window.",
  },
];

export const workspaceStops: readonly TourStop[] = [
  {
    target: ".step-path",
    title: "The path",
    text: "From recording to tables, one step after another. The mark tells how each stands: not yet, running, done, out of date, doubtful.",
  },
  {
    target: ".stage-body",
    title: "The image",
    text: "The wheel zooms, a drag moves, Shift and wheel goes through the planes. A neuron chosen here is chosen in the list and in the charts too.",
  },
  {
    target: ".timeline",
    title: "Time",
    text: "Play the movie, step through it, or drag the handle.",
  },
  {
    target: ".side-right",
    title: "Details",
    text: "What the step needs, and what came of it. Point at a field's name to read its unit, its range and what it does.",
  },
  {
    target: ".run-everything",
    title: "Run everything",
    text: "One click does every step that is not done, to traces and tables. It can be stopped at any time; what is finished is kept.",
  },
  {
    target: ".palette-button",
    title: "Everything by name",
    text: "Search here for any command, neuron, study or frame. Help has the keys, and this tour again.",
  },
];
