import { atlasRows } from "#core/identify/atlas-data";

/** One of the worm's 302 neurons. */
export interface AtlasNeuron {
  readonly name: string;
  /** Class: the name without side, dorsal or ventral place, and number; AVAL is of AVA. */
  readonly class: string;
  readonly side: "left" | "right" | null;
  /** The same neuron of the other side; null where it has none. */
  readonly partner: string | null;
  /** Sensory, interneuron, motor; several where it is several. */
  readonly type: string;
  readonly transmitter: string;
  /** Soma centre, µm: left, tail, dorsal positive. */
  readonly position: readonly [left: number, tail: number, dorsal: number];
  /** Soma diameter, µm. */
  readonly diameter: number;
}

const names = new Set(atlasRows.map(([name]) => name));
const numbered = /^(AS|DA|DB|DD|VA|VB|VC|VD)\d+$/;

/** Every neuron, in alphabetical order. */
export const atlas: readonly AtlasNeuron[] = atlasRows.map(([name, x, y, z, diameter, type, transmitter]) => {
  const partner = partnerOf(name);
  return {
    name,
    class: classOf(name, partner),
    side: partner === null ? null : name.endsWith("L") ? "left" : "right",
    partner,
    type,
    transmitter,
    position: [x, y, z],
    diameter,
  };
});

const byName = new Map(atlas.map((neuron) => [neuron.name, neuron]));

/** The neuron of a name, in any case of letters; null where there is none. */
export function atlasNeuron(name: string): AtlasNeuron | null {
  return byName.get(name.trim().toUpperCase()) ?? null;
}

function partnerOf(name: string): string | null {
  const stem = name.slice(0, -1);
  const other = name.endsWith("L") ? `${stem}R` : name.endsWith("R") ? `${stem}L` : null;
  return other !== null && names.has(other) ? other : null;
}

function classOf(name: string, partner: string | null): string {
  const digits = numbered.exec(name);
  if (digits) return digits[1]!;
  const stem = partner === null ? name : name.slice(0, -1);
  const short = stem.slice(0, -1);
  // CEPD and CEPV make one class CEP, RMDD, RMDV and RMD one class RMD.
  if (!/[DV]$/.test(stem) || short.length < 3) return stem;
  const others = ["L", "DL", "VL", "D", "V"].map((ending) => short + ending).filter((other) => names.has(other) && !other.startsWith(stem));
  return others.length > 0 ? short : stem;
}
