import { useEffect, useRef, useState } from "react";
import { Failure } from "#contract/failure";
import { parseRegions } from "#contract/region";
import type { Candidates } from "#core/detect/candidates";
import { PeakFinder } from "#renderer/client/peak-finder.ts";
import type { FormValues } from "#renderer/state/jobs.ts";
import { openRecordingOf, rolesOf } from "#renderer/state/recording-facts.ts";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { refocusedFrames } from "#renderer/views/stage/stage-source.ts";
import { versionOfVolumes } from "#renderer/views/stage/volume-version.ts";

export type Peaks =
  | { readonly kind: "waiting" }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "found"; readonly t: number; readonly candidates: Candidates };

/** Peaks of the frame on screen, found anew when the frame, the size looked for or the regions change; not when the threshold does. */
export function usePeaks(values: FormValues): Peaks {
  const { pixels } = useOutside();
  const handle = useWorkstation((state) => state.study?.handle ?? null);
  const version = useWorkstation((state) => (state.study ? versionOfVolumes(state.study) : ""));
  const frame = useWorkstation((state) => state.frame);
  const ready = useWorkstation((state) => !state.study?.refocus || state.frame < refocusedFrames(state));
  const channel = useWorkstation((state) => {
    const open = openRecordingOf(state);
    if (!open) return 0;
    const { activity, reference } = rolesOf(open);
    return values["findIn"] === "activity" ? activity : (reference ?? activity);
  });
  const [peaks, setPeaks] = useState<Peaks>({ kind: "waiting" });
  const finder = useRef<PeakFinder | null>(null);
  useEffect(() => () => finder.current?.close(), []);
  const radius = Number(values["radius"]);
  const separation = Number(values["separation"]);
  const elongation = Number(values["elongation"]);
  const granules = values["granules"] !== false;
  const merged = values["merged"] !== false;
  const regions = String(values["regions"] ?? "");
  useEffect(() => {
    if (handle === null) return;
    if (!ready) return setPeaks({ kind: "absent" });
    let current = true;
    const find = async () => {
      const volume = await pixels.volume(handle, version, frame, channel);
      if (!current) return;
      finder.current ??= new PeakFinder();
      const candidates = await finder.current.find(volume, { radius, separation, elongation, granules, merged }, parseRegions(regions));
      if (current) setPeaks({ kind: "found", t: frame, candidates });
    };
    find().catch((thrown: unknown) => {
      if (!current || (thrown instanceof Failure && thrown.code === "cancelled")) return;
      const absent = thrown instanceof Failure && (thrown.code === "not-ready" || thrown.code === "not-found");
      setPeaks(absent ? { kind: "absent" } : { kind: "failed", message: thrown instanceof Error ? thrown.message : String(thrown) });
    });
    return () => {
      current = false;
    };
  }, [pixels, handle, version, frame, ready, channel, radius, separation, elongation, granules, merged, regions]);
  return peaks;
}
