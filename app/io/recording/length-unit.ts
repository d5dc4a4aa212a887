const micrometres: Readonly<Record<string, number>> = {
  m: 1e6,
  meter: 1e6,
  meters: 1e6,
  cm: 1e4,
  mm: 1e3,
  millimeter: 1e3,
  micron: 1,
  microns: 1,
  micrometer: 1,
  micrometre: 1,
  um: 1,
  µm: 1,
  μm: 1,
  nm: 1e-3,
  nanometer: 1e-3,
  pm: 1e-6,
  å: 1e-4,
};

/** Micrometres in a unit of length by its written name; null for pixels, inches of a screen, and names not known. */
export function micrometresOf(unit: string): number | null {
  return micrometres[unit.trim().toLowerCase()] ?? null;
}

const seconds: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  ms: 1e-3,
  millisecond: 1e-3,
  µs: 1e-6,
  μs: 1e-6,
  microsecond: 1e-6,
  ns: 1e-9,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
};

/** Seconds in a unit of time by its written name; null where the name is not known. */
export function secondsOf(unit: string): number | null {
  return seconds[unit.trim().toLowerCase()] ?? null;
}
