import { Activity, Download, Film, Layers, type LucideIcon, Route, ScanSearch } from "lucide-react";
import type { StepStatus } from "#contract/study";
import type { StageStep } from "#renderer/state/view.ts";

interface StepWords {
  readonly title: string;
  readonly icon: LucideIcon;
  /** What the step does, in one sentence. */
  readonly purpose: string;
  readonly run: string;
}

export const stepWords: Readonly<Record<StageStep, StepWords>> = {
  recording: { title: "Recording", icon: Film, purpose: "What the file says about itself, and what only you know.", run: "Create study" },
  refocus: {
    title: "Refocus",
    icon: Layers,
    purpose: "A model turns each recorded frame into a stack of planes, as if the microscope had scanned it.",
    run: "Refocus",
  },
  detect: {
    title: "Neurons",
    icon: ScanSearch,
    purpose: "Nuclei are found in every frame, each with its place and size.",
    run: "Find neurons",
  },
  link: { title: "Tracks", icon: Route, purpose: "The same neuron is followed from frame to frame.", run: "Follow neurons" },
  extract: { title: "Activity", icon: Activity, purpose: "Fluorescence of each neuron over time, as ΔF/F0.", run: "Read activity" },
  export: { title: "Export", icon: Download, purpose: "Tables for your own analysis, with units, parameters and model.", run: "Export" },
};

export const statusWords: Readonly<Record<StepStatus | "queued" | "skipped", string>> = {
  idle: "not run yet",
  queued: "waiting",
  running: "running",
  partial: "stopped on the way",
  done: "done",
  stale: "out of date",
  failed: "failed",
  skipped: "left out",
};

const inputWords: Readonly<Record<string, string>> = {
  recording: "the recording",
  settings: "the recording's settings",
  model: "the model",
  edits: "edits by hand",
  layout: "the layout of the channels",
  preparation: "the preparation of the frames",
  companions: "a file that the recording is read with",
  time: "the times of the frames",
  series: "series from elsewhere",
};

/** What made a step stale: "The model and edits by hand", or a step before it where nothing of its own changed. */
export function changedWords(changed: readonly string[]): string {
  const named = changed.flatMap((name) => inputWords[name] ?? []);
  const words = named.length === 0 ? "a step before it" : named.join(" and ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
