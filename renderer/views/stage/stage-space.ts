import type { StoredVolume } from "#renderer/client/decode.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { Face } from "#renderer/state/view.ts";
import type { Look } from "#renderer/viewers/plane.ts";
import { newSpacePainter } from "#renderer/viewers/space/new-space-painter.ts";
import { type Orbit, standardTurns } from "#renderer/viewers/space/orbit.ts";
import type { SpaceStack } from "#renderer/viewers/space/space-stack.ts";
import { spaceStack } from "#renderer/viewers/space/space-stack.ts";
import { type SpaceOverlay, SpaceViewer, type SpaceViewerEvents } from "#renderer/viewers/space/space-viewer.ts";
import { centreOf } from "#renderer/views/stage/stage-planes.ts";

/** The stage's view in space: made when it is first looked at, and kept. */
export class StageSpace {
  private viewer: SpaceViewer | null = null;
  private made: { readonly key: readonly unknown[]; readonly stack: SpaceStack } | null = null;
  /** An orbit that was asked for before there was a viewer. */
  private asked: Orbit | null = null;

  /** From where the stack is looked at when it first comes. */
  private first: Face = "above";

  constructor(
    private readonly root: HTMLElement,
    private readonly events: SpaceViewerEvents,
  ) {}

  /** Shows stacks as the user looks at them; what is turned at a control is drawn coarsely until it rests. */
  show(volumes: readonly StoredVolume[], look: Look, state: Workstation): void {
    const [first, second] = volumes;
    if (!first) return;
    const viewer = this.open();
    const key = [first, second, ...Object.values(look.levels), ...Object.values(look.secondLevels)];
    const { shading, level, clip, slab } = state.space;
    const place = [state.depth, ...(state.cross ?? centreOf(first))] as const;
    const { gamma, secondGamma, table, smooth } = look;
    const within = slab === null ? null : { thickness: slab, place };
    viewer.setLook({ shading, level, clip, gamma, secondGamma, table, smooth, slab: within }, true);
    if (this.made?.key.some((part, i) => part !== key[i]) ?? true) {
      this.made = { key, stack: spaceStack(first, look.levels, second, look.secondLevels) };
      viewer.setStack(this.made.stack, state.playing);
    }
    if (this.asked) viewer.setOrbit(this.asked);
    this.asked = null;
  }

  mark(overlay: SpaceOverlay): void {
    this.viewer?.setOverlay(overlay);
  }

  /** The viewer, once space has been looked at. */
  get opened(): SpaceViewer | null {
    return this.viewer;
  }

  face(face: Face): void {
    if (this.viewer) this.viewer.fit(standardTurns[face]);
    else this.first = face;
  }

  setOrbit(orbit: Orbit): void {
    if (this.viewer) this.viewer.setOrbit(orbit);
    else this.asked = orbit;
  }

  destroy(): void {
    this.viewer?.destroy();
  }

  private open(): SpaceViewer {
    if (this.viewer) return this.viewer;
    this.viewer = new SpaceViewer("Stack in space: drag to turn it, wheel to zoom", this.events, newSpacePainter);
    this.viewer.element.classList.add("plane-space");
    // Before the labels, which lie over every view.
    this.root.prepend(this.viewer.element);
    this.viewer.fit(standardTurns[this.first]);
    return this.viewer;
  }
}
