import type { PixelSource } from "#renderer/client/pixel-source.ts";
import { openRecordingOf, pitchOf } from "#renderer/state/recording-facts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { Camera, Plane } from "#renderer/viewers/plane.ts";
import type { PlaneOverlay, PlaneViewer } from "#renderer/viewers/plane-viewer.ts";
import { fetchImage, type ShownImage } from "#renderer/views/stage/shown-image.ts";
import type { StageLooks } from "#renderer/views/stage/stage-looks.ts";
import { framePlane } from "#renderer/views/stage/stage-planes.ts";
import { keyOf, type Wanted } from "#renderer/views/stage/stage-source.ts";

/** The measured frame beside the virtual one: same neurons, same zoom, its own grey levels. */
export class StageTwin {
  private shown: { readonly image: ShownImage; readonly plane: Plane } | null = null;
  private asked = "";

  constructor(
    readonly viewer: PlaneViewer,
    private readonly pixels: PixelSource,
    private readonly looks: StageLooks,
  ) {
    const badge = document.createElement("div");
    badge.className = "stage-badge twin-badge";
    badge.textContent = "Recorded";
    viewer.element.append(badge);
  }

  /** Fetches the frame that belongs to what is on the stage, and shows it. @throws Failure what the services refused */
  async follow({ wanted }: ShownImage, state: () => Workstation): Promise<void> {
    const { handle, t, channels } = wanted;
    const frame: Wanted = { kind: "frame", handle, t, z: 0, channels };
    if (this.asked === keyOf(frame)) return this.colour(state());
    this.asked = keyOf(frame);
    const shown = await fetchImage(this.pixels, frame);
    const recording = openRecordingOf(state());
    if (this.asked !== keyOf(frame) || !recording) return;
    const plane = framePlane(shown.frames, pitchOf(recording));
    if (!plane) return;
    this.shown = { image: shown, plane };
    this.looks.measure(shown, state().mode);
    this.viewer.setPlane(plane);
    this.colour(state());
  }

  colour(state: Workstation): void {
    if (this.shown) this.viewer.setLook(this.looks.lookOf(this.shown.image, this.shown.plane, state));
  }

  mark(overlay: PlaneOverlay): void {
    this.viewer.setOverlay(overlay);
  }

  setCamera(camera: Camera): void {
    this.viewer.setCamera(camera);
  }
}
