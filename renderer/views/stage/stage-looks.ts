import type { Workstation } from "#renderer/state/slice.ts";
import { type GreyWindow, type StageMode, toneOf } from "#renderer/state/view.ts";
import { colourMaps, colourTable, depthColour } from "#renderer/viewers/colour-maps.ts";
import { autoLevels } from "#renderer/viewers/levels.ts";
import type { Look, Plane } from "#renderer/viewers/plane.ts";
import { maximumProjection, meanProjection } from "#renderer/viewers/volume-planes.ts";
import { brightestOf } from "#renderer/views/stage/live-plane.ts";
import type { ShownImage } from "#renderer/views/stage/shown-image.ts";

type Chosen = Pick<Workstation, "windows" | "tones" | "smooth" | "mode">;

/** Brightness of each source and channel: what the user set, else what its first image asked for. */
export class StageLooks {
  private readonly automatic = new Map<string, GreyWindow>();
  private readonly tables = new Map<string, Uint8Array>();

  /** Chooses black and white for channels that are seen for the first time. */
  measure(shown: ShownImage, mode: StageMode): void {
    shown.wanted.channels.forEach((channel, i) => {
      const key = this.key(shown, channel, mode);
      const held = `${shown.wanted.handle}:${key}`;
      if (this.automatic.has(held)) return;
      const volume = shown.volumes[i];
      const encoding = shown.encodings[i];
      // Most of a projected stack is background; frames are darker all over.
      const levels = encoding
        ? autoLevels(brightestOf(encoding), 20, 99.7)
        : volume
          ? autoLevels((mode === "mean" ? meanProjection : maximumProjection)(volume).data, 20, 99.7)
          : autoLevels(Float32Array.from(shown.frames[i]?.data ?? []));
      this.automatic.set(held, levels);
    });
  }

  /** Names a source and channel of a study, for what the user set; a mean is darker than the brightest, so it has its own. */
  key({ wanted, volumes, encodings }: ShownImage, channel: number, mode: StageMode): string {
    const stack = mode === "mean" ? "mean" : "volume";
    const source = encodings.length > 0 ? "live" : volumes.length > 0 && wanted.kind === "volume" ? `${stack}:${wanted.version}` : "frame";
    return `${source}:${channel}`;
  }

  levels(shown: ShownImage, channel: number, { windows, mode }: Pick<Chosen, "windows" | "mode">): GreyWindow {
    const key = this.key(shown, channel, mode);
    return windows[key] ?? this.automatic.get(`${shown.wanted.handle}:${key}`) ?? { min: 0, max: 1 };
  }

  lookOf(shown: ShownImage, plane: Plane, chosen: Chosen): Look {
    const [first = 0, second = first] = shown.wanted.channels;
    const { colourMap, gamma } = toneOf(chosen.tones, first);
    return {
      levels: this.levels(shown, first, chosen),
      secondLevels: this.levels(shown, second, chosen),
      gamma,
      secondGamma: toneOf(chosen.tones, second).gamma,
      table: plane.depth ? this.table("depth", depthColour) : this.table(colourMap, colourMaps[colourMap]),
      smooth: chosen.smooth,
    };
  }

  private table(name: string, map: (value: number) => string): Uint8Array {
    const held = this.tables.get(name) ?? colourTable(map);
    this.tables.set(name, held);
    return held;
  }
}
