import type { DoubtfulMoment } from "#core/curate/doubtful-moments";
import { formatNumber } from "#renderer/ui/format.ts";

/** Why a moment is doubtful, short and with its size: "jumps 3.1 µm", "on top of #7". */
export function momentWords({ reason, size, other }: DoubtfulMoment, label: (track: number) => string, unit: string): string {
  switch (reason) {
    case "confidence":
      return `confidence ${size.toFixed(2)}`;
    case "jump":
      return `jumps ${formatNumber(size, 2)} ${unit}`;
    case "merge":
      return `on top of ${label(other)}`;
    case "gap":
      return size === 1 ? "missing in a frame" : `missing in ${size} frames`;
    case "trace":
      return `trace steps by ${formatNumber(size, 2)} × noise`;
  }
}

/** What the user is asked, in a sentence. */
export function momentQuestion({ reason, other }: DoubtfulMoment, label: (track: number) => string): string {
  switch (reason) {
    case "confidence":
      return "The program is not sure of this position. Is it the same neuron?";
    case "jump":
      return "It moves as its neighbours do not. Is it still the same neuron?";
    case "merge":
      return `It lies on ${label(other)}. Are both where they belong?`;
    case "gap":
      return "It has no position here. Accept says that it is out of view.";
    case "trace":
      return "Its brightness steps at once, as after an exchange. Is it still the same neuron?";
  }
}
