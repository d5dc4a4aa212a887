import { openRecordingOf, unitOf } from "#renderer/state/recording-facts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { trackColour } from "#renderer/viewers/colour-maps.ts";
import type { MarkStyle } from "#renderer/viewers/marks.ts";
import type { PlaneOverlay } from "#renderer/viewers/plane-viewer.ts";
import type { SpaceOverlay } from "#renderer/viewers/space/space-viewer.ts";
import { atlasMap } from "#renderer/views/stage/atlas-map.ts";
import type { ShownImage } from "#renderer/views/stage/shown-image.ts";
import { labelOf } from "#renderer/views/stage/stage-labels.ts";
import { marksOf } from "#renderer/views/stage/stage-marks.ts";
import { outlinesOf } from "#renderer/views/stage/stage-outlines.ts";
import { centreOf } from "#renderer/views/stage/stage-planes.ts";
import { rulerWords } from "#renderer/views/stage/stage-ruler.ts";
import { surfaceLines } from "#renderer/views/stage/stage-surface.ts";
import { animalWays, planeWays } from "#renderer/views/stage/stage-ways.ts";

const font = '11px "Inter", system-ui, sans-serif';

interface Overlays {
  readonly main: PlaneOverlay;
  readonly xz: PlaneOverlay;
  readonly yz: PlaneOverlay;
  readonly space: SpaceOverlay;
}

/** Everything that is drawn over the image: neurons, crosshair, regions, ruler, scale and axes; null before there is a recording. */
export function overlaysOf(shown: ShownImage, state: Workstation): Overlays | null {
  const recording = openRecordingOf(state);
  if (!recording) return null;
  const { t } = shown.wanted;
  const stack = shown.volumes[0];
  const found = state.preview?.t === t ? state.preview.neurons : state.blobs;
  const index = state.marks ? ((state.step === "detect" ? found : null) ?? state.tracks ?? state.blobs) : null;
  const cross = state.cross ?? (stack ? centreOf(stack) : ([0, 0] as const));
  const sliced = stack !== undefined && stack.shape[0] > 1 && (state.mode === "slice" || state.mode === "ortho");
  const sets = index ? marksOf(index, t, sliced ? state.depth : null, cross, state.tails) : null;
  const style = styleOf(state);
  const unit = unitOf(recording);
  const { ruler } = state;
  const text = ruler ? rulerWords(ruler, unit) : "";
  const rulerOn = (v: 0 | 1, u: 0 | 2) =>
    ruler && { from: [ruler.from[v], ruler.from[u]] as const, to: [ruler.to[v], ruler.to[u]] as const, text };
  const orientation = state.study?.orientation;
  const quiet = { style: { ...style, label: () => "" }, unit: null };
  return {
    main: {
      marks: sets?.main ?? null,
      style,
      cross: state.mode === "ortho" && stack !== undefined ? cross : null,
      outlines: outlinesOf(state),
      unit,
      map: atlasMap(state, t, sliced ? state.depth : null),
      ruler: rulerOn(1, 2),
      surface: surfaceLines(state, shown),
      ways: planeWays("y", "x", orientation),
    },
    xz: { ...quiet, marks: sets?.xz ?? null, cross: [state.depth, cross[1]], ruler: rulerOn(0, 2) },
    yz: { ...quiet, marks: sets?.yz ?? null, cross: [cross[0], state.depth], ruler: rulerOn(1, 0) },
    space: { marks: sets?.space ?? null, style, unit, animal: animalWays(orientation), ruler: ruler && { ...ruler, text } },
  };
}

function styleOf(state: Workstation): MarkStyle {
  const { selected, hovered } = state;
  return {
    selected,
    chosen: new Set(state.chosen),
    hovered,
    font,
    dots: state.markStyle === "dots",
    colour: (track) => trackColour(track, true, state.study?.colours?.[String(track)]),
    label: (track) => labelOf(track, state),
  };
}
