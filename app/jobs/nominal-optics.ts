import type { Manifest } from "#contract/model";
import { greenOptics, type Optics } from "#core/optics/pupil";

/** The microscope in the middle of those a model was trained on. */
export function nominalOptics({ optics }: Pick<Manifest, "optics">): Optics {
  const index = typeof optics["index"] === "number" ? optics["index"] : greenOptics.index;
  const waves = rangeOf(optics["sphericalWaves"]);
  return {
    ...greenOptics,
    na: optics.na,
    index,
    emission: (optics.emission[0] + optics.emission[1]) / 2,
    spherical: waves === null ? greenOptics.spherical : (waves[0] + waves[1]) / 2,
  };
}

/** Whether a model answers with planes of a confocal microscope. */
export function isConfocal({ target }: Manifest["optics"]): boolean {
  return targetOf(target)?.["detection"] === "confocal";
}

/** The microscope whose planes a model answers with: the recorded one, but for what the manifest's target says otherwise. */
export function targetOptics(manifest: Pick<Manifest, "optics">): Optics {
  const recorded = nominalOptics(manifest);
  const target = targetOf(manifest.optics["target"]);
  if (target === null) return recorded;
  const middle = (name: string, otherwise: number) => {
    const range = rangeOf(target[name]);
    return range === null ? otherwise : (range[0] + range[1]) / 2;
  };
  return {
    ...recorded,
    na: middle("na", recorded.na),
    spherical: middle("sphericalWaves", recorded.spherical),
    ...(target["detection"] === "confocal" ? { detection: "confocal" } : {}),
  };
}

function targetOf(target: unknown): Readonly<Record<string, unknown>> | null {
  // An object that is not null has names; what they hold is looked at where it is read.
  return typeof target === "object" && target !== null ? (target as Record<string, unknown>) : null;
}

/** Two numbers, as manifests give ranges; null for anything else. */
export function rangeOf(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value)) return null;
  const [low, high] = value as readonly unknown[];
  return typeof low === "number" && typeof high === "number" ? [low, high] : null;
}
