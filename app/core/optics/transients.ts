import { Random } from "#core/optics/random";

/** Rise and decay of a calcium transient, s. */
const rise = 0.25;

/**
 * Relative fluorescence of each neuron through time: 1 at rest. Some neurons are silent, some ramp slowly, the
 * others have double-exponential events, those of a group at common times.
 *
 * @param interval s between frames
 * @returns [neuron, t]
 */
export function transients(neurons: number, frames: number, interval: number, seed: number): Float32Array {
  const random = new Random(seed, 4);
  const duration = frames * interval;
  const groups = Array.from({ length: Math.max(2, Math.round(neurons / 10)) }, () => eventTimes(random, duration, 11));
  const relative = new Float32Array(neurons * frames).fill(1);
  for (let n = 0; n < neurons; n++) {
    const kind = random.uniform();
    const row = relative.subarray(n * frames, (n + 1) * frames);
    if (kind < 0.12) continue;
    if (kind < 0.22) {
      addRamp(row, random, interval, duration);
      continue;
    }
    const decay = random.uniform(1.2, 2.6);
    const shared = groups[Math.floor(random.uniform(0, groups.length))] ?? [];
    for (const start of shared) addEvent(row, start + random.normal(0, 0.1), random.uniform(0.6, 2), decay, interval);
    for (const start of eventTimes(random, duration, 18)) addEvent(row, start, random.uniform(0.4, 1.4), decay, interval);
  }
  return relative;
}

/** Random times, on average `every` seconds apart, from a little before the start. */
function eventTimes(random: Random, duration: number, every: number): number[] {
  const times: number[] = [];
  for (let time = random.uniform(-3, every * 0.6); time < duration; time += 1.5 - Math.log(1 - random.uniform()) * (every - 1.5))
    times.push(time);
  return times;
}

function addEvent(row: Float32Array, start: number, size: number, decay: number, interval: number): void {
  const top = (decay / rise) ** (-rise / (decay - rise)) - (decay / rise) ** (-decay / (decay - rise));
  for (let t = Math.max(0, Math.ceil(start / interval)); t < row.length; t++) {
    const since = t * interval - start;
    row[t] = (row[t] ?? 1) + (size * (Math.exp(-since / decay) - Math.exp(-since / rise))) / top;
  }
}

function addRamp(row: Float32Array, random: Random, interval: number, duration: number): void {
  const size = random.uniform(0.4, 1.2);
  const period = random.uniform(0.8, 1.6) * Math.max(duration, 10);
  const phase = random.uniform(0, 2 * Math.PI);
  for (let t = 0; t < row.length; t++) row[t] = 1 + (size * (1 - Math.cos((2 * Math.PI * t * interval) / period + phase))) / 2;
}
