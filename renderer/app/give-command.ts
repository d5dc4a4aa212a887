import { type CommandId, commandOf, type CommandNeed } from "#contract/commands";
import { acts } from "#renderer/app/command-acts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";

const met: Readonly<Record<CommandNeed, (state: Workstation) => boolean>> = {
  recording: ({ study, draft }) => study !== null || draft !== null,
  study: ({ study }) => study !== null,
  edit: ({ study }) => study?.readOnly === null,
  tracks: ({ tracks }) => tracks !== null,
  neuron: ({ selected }) => selected !== null,
  partner: ({ partnership }) => partnership !== null,
  traces: ({ traces }) => traces !== null,
};

const words: Readonly<Record<CommandNeed, string>> = {
  recording: "open a recording first",
  study: "create the study first",
  edit: "the study cannot be changed",
  tracks: "follow the neurons first",
  neuron: "choose a neuron first",
  partner: "begin to swap, join or fuse first",
  traces: "read the activity first",
};

/** What a command lacks just now, in words; null where it can be given. */
export function lackOf(state: Workstation, id: CommandId): string | null {
  const lack = commandOf(id).needs?.find((need) => !met[need](state));
  if (lack === undefined) return null;
  return lack === "edit" && !state.study ? words.study : words[lack];
}

/** Does what a command says; answers what it lacks where it cannot. */
export function giveCommand(store: WorkstationStore, id: CommandId, shift = false): string | null {
  const lack = lackOf(store.getState(), id);
  if (lack === null) acts[id](store, shift);
  return lack;
}
