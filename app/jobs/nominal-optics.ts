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

/** Two numbers, as manifests give ranges; null for anything else. */
export function rangeOf(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value)) return null;
  const [low, high] = value as readonly unknown[];
  return typeof low === "number" && typeof high === "number" ? [low, high] : null;
}
