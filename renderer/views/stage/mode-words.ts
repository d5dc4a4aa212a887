import type { StageMode } from "#renderer/state/view.ts";

/** Each way of looking at a stack, in the words of the toolbar. */
export const modeWords: Readonly<Record<StageMode, { readonly label: string; readonly tip: string }>> = {
  slice: { label: "Slice", tip: "One plane of the stack, at the depth of the slider ({view.mode} changes the view)" },
  projection: { label: "Max", tip: "Maximum projection: the brightest voxel along z ({view.mode} changes the view)" },
  sharp: { label: "In focus", tip: "All in focus: at each pixel the plane that is sharpest around it ({view.mode} changes the view)" },
  mean: { label: "Mean", tip: "Mean projection: the mean of all planes along z ({view.mode} changes the view)" },
  depth: { label: "Depth", tip: "The brightest voxel along z, coloured by how deep it lies, in µm ({view.mode} changes the view)" },
  ortho: { label: "Ortho", tip: "Three planes through one point; click to move it ({view.mode} changes the view)" },
  space: {
    label: "3-D",
    tip: "The whole stack in space: drag turns it, Shift and drag moves it, the wheel zooms ({view.mode} changes the view)",
  },
};
