import { commandIds, commandOf, type CommandId, keysOf } from "#contract/commands";
import { fuzzy } from "#renderer/app/fuzzy.ts";
import { giveCommand, lackOf } from "#renderer/app/give-command.ts";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { keycaps } from "#renderer/state/preferences.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string;
  readonly title: string;
  /** What kind of thing it is. */
  readonly kind: string;
  readonly keys: readonly string[];
  /** Why it cannot be given now; null where it can. */
  readonly lack: string | null;
  /** Places of the letters that were typed. */
  readonly at: readonly number[];
  readonly give: (store: WorkstationStore) => unknown;
}

const most = 60;

/** What the palette lists for what was typed, best first: commands, neurons, studies opened lately, frames. */
export function paletteEntries(state: Workstation, typed: string): readonly PaletteEntry[] {
  const scored = [...commandEntries(state), ...neuronEntries(state), ...studyEntries(state)].flatMap((entry) => {
    const found = fuzzy(typed, entry.title);
    return found ? [{ ...entry, at: found.at, score: found.score - (entry.lack === null ? 0 : 100) }] : [];
  });
  // Neurons and studies are looked for by name; the empty palette lists what can be done.
  const listed = typed.trim() === "" ? scored.filter(({ id }) => id.startsWith("command:")) : scored;
  return [...frameEntries(state, typed), ...listed.sort((a, b) => b.score - a.score)].slice(0, typed.trim() === "" ? listed.length : most);
}

function commandEntries(state: Workstation): PaletteEntry[] {
  return commandIds
    .filter((id) => id !== "edit.palette")
    .map((id: CommandId) => ({
      id: `command:${id}`,
      title: commandOf(id).title,
      kind: commandOf(id).group,
      keys: keycaps(keysOf(id, state.keys)[0] ?? ""),
      lack: lackOf(state, id),
      at: [],
      give: (store) => giveCommand(store, id),
    }));
}

function neuronEntries({ tracks, study }: Workstation): PaletteEntry[] {
  return (tracks?.tracks ?? []).map(({ track }) => {
    const name = study?.names[String(track)];
    return {
      id: `neuron:${track}`,
      title: name ? `${name} (#${track})` : `Neuron #${track}`,
      kind: "Neuron",
      keys: [],
      lack: null,
      at: [],
      give: (store) => store.getState().select(track),
    };
  });
}

function studyEntries({ recent }: Workstation): PaletteEntry[] {
  return recent
    .filter(({ exists }) => exists)
    .map(({ path, name }) => ({
      id: `study:${path}`,
      title: `Open study ${name}`,
      kind: "Recent",
      keys: [],
      lack: null,
      at: [],
      give: (store) => store.getState().openStudy(path),
    }));
}

/** A number that is typed alone is a frame to go to. */
function frameEntries(state: Workstation, typed: string): PaletteEntry[] {
  const frames = openRecordingOf(state)?.info.shape.t ?? 0;
  const frame = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (!(frame < frames)) return [];
  const give = (store: WorkstationStore) => store.getState().seek(frame);
  return [{ id: `frame:${frame}`, title: `Go to frame ${frame}`, kind: "Frame", keys: [], lack: null, at: [], give }];
}
