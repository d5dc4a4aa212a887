import { frameTime, openRecordingOf } from "#renderer/state/recording-facts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { formatNumber } from "#renderer/ui/format.ts";
import type { ShownImage } from "#renderer/views/stage/shown-image.ts";
import { modelOfVolumes } from "#renderer/views/stage/volume-version.ts";

/** Time stamp, and the badge that says whether the pixels were measured. */
export class StageLabels {
  readonly element = document.createElement("div");
  private readonly stamp = document.createElement("div");
  private readonly badge = document.createElement("div");

  constructor() {
    this.element.className = "stage-labels";
    this.stamp.className = "stage-stamp";
    this.badge.className = "stage-badge";
    this.element.append(this.stamp, this.badge);
  }

  /** What the labels say, for a movie. */
  get words(): { readonly stamp: string; readonly badge: string; readonly virtual: boolean } {
    return { stamp: this.stamp.textContent, badge: this.badge.textContent, virtual: this.badge.dataset["virtual"] === "true" };
  }

  show(shown: ShownImage, state: Workstation): void {
    const recording = openRecordingOf(state);
    if (!recording) return;
    const { wanted, volumes, encodings } = shown;
    const time = frameTime(recording, wanted.t);
    this.stamp.textContent = [`frame ${wanted.t}`, ...(time === null ? [] : [`${formatNumber(time, 5)} s`])].join("  ·  ");
    const [live] = encodings;
    const virtual = live !== undefined || (volumes[0]?.virtual ?? recording.info.virtual !== null);
    const model = live
      ? `${live.model} · live${live.unlike.length > 0 ? " · unlike training" : ""}`
      : state.study
        ? modelOfVolumes(state.study)
        : null;
    const awaited = wanted.kind === "volume" && volumes.length === 0;
    const unlike = live?.unlike ?? [];
    this.badge.dataset["virtual"] = String(virtual);
    this.badge.dataset["light"] = virtual && unlike.length > 0 ? "unlike" : "";
    if (unlike.length > 0) this.badge.dataset["tip"] = unlike.join(" ");
    else delete this.badge.dataset["tip"];
    this.badge.textContent = virtual ? `Virtual${model ? ` · ${model}` : ""}` : awaited ? "Recorded · not refocused yet" : "Recorded";
  }
}

/** Name beside a neuron's mark; empty for none. */
export function labelOf(track: number, state: Pick<Workstation, "labels" | "selected" | "hovered" | "study">): string {
  const name = state.study?.names[String(track)];
  if (state.labels === "none") return "";
  if (state.labels === "all" || track === state.selected || track === state.hovered) return name ?? `#${track}`;
  return state.labels === "named" ? (name ?? "") : "";
}
