import { rolesOf } from "#renderer/state/recording-facts.ts";
import { versionOfVolumes } from "#renderer/views/stage/volume-version.ts";
import { activeJob } from "#renderer/state/jobs.ts";
import type { Workstation } from "#renderer/state/slice.ts";

/** What the stage has to fetch for the frame that is looked at. */
export type Wanted =
  | { readonly kind: "frame"; readonly handle: string; readonly t: number; readonly z: number; readonly channels: readonly number[] }
  | {
      readonly kind: "encoding";
      readonly handle: string;
      readonly how: string;
      /** File of the depth map that is followed; null for none. */
      readonly map: string | null;
      readonly t: number;
      readonly channels: readonly number[];
    }
  | {
      readonly kind: "volume";
      readonly handle: string;
      readonly version: string;
      readonly t: number;
      readonly channels: readonly number[];
    };

type Looked = Pick<
  Workstation,
  | "study"
  | "jobs"
  | "draft"
  | "frame"
  | "channel"
  | "recorded"
  | "peeking"
  | "depth"
  | "depths"
  | "live"
  | "mode"
  | "surface"
  | "surfacing"
  | "curved"
>;

/** True where the study has stacks to look into, if only the first ones. */
export function hasVolumes({ study, jobs }: Pick<Workstation, "study" | "jobs">): boolean {
  if (!study) return false;
  if (!study.refocus) return study.recording.shape.z > 1;
  return refocusedFrames({ study, jobs }) > 0;
}

/** Frames refocused so far, from 0; 0 where there is no such step. */
export function refocusedFrames({ study, jobs }: Pick<Workstation, "study" | "jobs">): number {
  if (!study?.refocus) return 0;
  const run = study.steps.find((state) => state.step === "refocus")?.run;
  const running = activeJob(jobs, study.handle, "refocus");
  return running ? Math.max(running.done, run?.status === "running" ? run.done : 0) : (run?.done ?? 0);
}

/** Whether the frame is refocused as it is looked at: single recorded planes only, one slice at a time. */
export function liveFocus(state: Pick<Workstation, "live" | "mode" | "study" | "jobs" | "draft">): boolean {
  return state.live && canFocus(state) && (state.mode === "slice" || !hasVolumes(state));
}

/** Whether a recorded frame can be refocused: a single plane, measured, whose pixels have a size in µm. */
export function canFocus({ study, draft }: Pick<Workstation, "study" | "draft">): boolean {
  const info = study?.recording ?? draft?.info;
  const settings = study?.settings ?? draft?.settings;
  if (!info || !settings || info.shape.z > 1 || info.virtual !== null || study?.refocus === false) return false;
  return settings.pixelSize !== 1 && (settings.pixelSize ?? info.pixelSize) !== null;
}

/** A recording that no study keeps the settings of brings them along. */
function focusQuery({ study, draft }: Pick<Workstation, "study" | "draft">): string {
  if (study || !draft) return "";
  const { pixelSize, axes, axialDirection } = draft.settings;
  const said = { ...(pixelSize === null ? {} : { pixelSize: String(pixelSize) }), ...(axes === null ? {} : { axes }) };
  return `&${new URLSearchParams({ ...said, axialDirection: String(axialDirection) }).toString()}`;
}

export function wantedOf(state: Looked): Wanted | null {
  const open = state.study ?? state.draft;
  if (!open) return null;
  const { shape } = state.study?.recording ?? state.draft?.info ?? { shape: { t: 1, c: 1, z: 1 } };
  const roles = rolesOf({ info: "recording" in open ? open.recording : open.info, settings: open.settings });
  const both = state.channel < 0;
  const channels = both ? [roles.activity, roles.reference ?? roles.activity] : [Math.min(state.channel, shape.c - 1)];
  const t = Math.min(state.frame, shape.t - 1);
  if (liveFocus(state) && !state.peeking) {
    const { surface, surfacing, curved } = state;
    const map = surface && "file" in surface && (surfacing || curved) ? surface.file : null;
    return { kind: "encoding", handle: open.handle, how: focusQuery(state), map, t, channels };
  }
  if (state.study && hasVolumes(state) && !state.recorded && !state.peeking) {
    return { kind: "volume", handle: open.handle, version: versionOfVolumes(state.study), t, channels };
  }
  const z = shape.z > 1 && state.depths ? Math.round((state.depth - state.depths.min) / state.depths.step) : 0;
  return { kind: "frame", handle: open.handle, t, z: Math.min(Math.max(z, 0), shape.z - 1), channels };
}

export function keyOf(wanted: Wanted): string {
  const where =
    wanted.kind === "volume" ? wanted.version : wanted.kind === "encoding" ? `${wanted.how}|${wanted.map ?? ""}` : `z${wanted.z}`;
  return `${wanted.kind}:${wanted.handle}:${where}:${wanted.t}:${wanted.channels.join(",")}`;
}
