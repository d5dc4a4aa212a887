/** What a command needs before it can be given; said in the palette where it is missing. */
export type CommandNeed = "recording" | "study" | "edit" | "tracks" | "neuron" | "partner" | "traces";

export const commandGroups = ["File", "Edit", "Time and depth", "Neurons", "Correcting", "View", "Kept views", "Steps", "Help"] as const;
type CommandGroup = (typeof commandGroups)[number];

/** One thing that the window can do. Palette, menus, keyboard and cheat sheet all come from this table. */
interface Command {
  readonly title: string;
  readonly group: CommandGroup;
  /** Chords of the keyboard as delivered, such as "Mod+Shift+Z"; Mod is Ctrl, and Cmd on a Mac. */
  readonly keys: readonly string[];
  /** What the same key does with Shift, where it does something more. */
  readonly withShift?: string;
  readonly needs?: readonly CommandNeed[];
  /** Menu that shows it; left out where palette and keys are enough. */
  readonly menu?: "File" | "Edit" | "View" | "Run" | "Help";
}

const command = (title: string, group: CommandGroup, keys: readonly string[], more: Omit<Command, "title" | "group" | "keys"> = {}) =>
  ({ title, group, keys, ...more }) satisfies Command;

/** Every command of the window by its id; the order is that of menus and cheat sheet. */
export const commands = {
  "file.recording": command("Open recording…", "File", ["Mod+O"], { menu: "File" }),
  "file.study": command("Open study…", "File", ["Mod+Shift+O"], { menu: "File" }),
  "file.sample": command("Open sample recording", "File", [], { menu: "File" }),
  "file.library": command("Library of recordings and studies", "File", [], { menu: "File", needs: ["recording"] }),
  "file.import": command("Import points or tracks…", "File", ["Mod+I"], { menu: "File", needs: ["study", "edit"] }),
  "file.export": command("Export tables", "File", ["Mod+E"], { menu: "File", needs: ["study"] }),

  "edit.undo": command("Undo", "Edit", ["Mod+Z"], { menu: "Edit", needs: ["edit"] }),
  "edit.redo": command("Redo", "Edit", ["Mod+Y", "Mod+Shift+Z"], { menu: "Edit", needs: ["edit"] }),
  "edit.history": command("History of edits", "Edit", ["H"], { menu: "Edit", needs: ["study"] }),
  "edit.palette": command("Search commands and neurons…", "Edit", ["Mod+K"], { menu: "Edit" }),

  "time.play": command("Play or pause", "Time and depth", ["Space"], { needs: ["recording"] }),
  "time.back": command("Previous frame", "Time and depth", ["ArrowLeft", "["], { needs: ["recording"], withShift: "ten frames" }),
  "time.on": command("Next frame", "Time and depth", ["ArrowRight", "]"], { needs: ["recording"], withShift: "ten frames" }),
  "time.first": command("First frame", "Time and depth", ["Home"], { needs: ["recording"] }),
  "time.last": command("Last frame", "Time and depth", ["End"], { needs: ["recording"] }),
  "depth.up": command("One plane up", "Time and depth", ["ArrowUp"], { needs: ["recording"] }),
  "depth.down": command("One plane down", "Time and depth", ["ArrowDown"], { needs: ["recording"] }),

  "neuron.next": command("Next neuron", "Neurons", ["J"], { needs: ["tracks"] }),
  "neuron.previous": command("Previous neuron", "Neurons", ["K"], { needs: ["tracks"] }),
  "neuron.name": command("Name the chosen neuron", "Neurons", ["F2"], { menu: "Edit", needs: ["edit", "neuron"] }),
  "neuron.exclude": command("Leave the chosen neuron out", "Neurons", ["Delete"], { menu: "Edit", needs: ["edit", "neuron"] }),
  "neuron.none": command("Choose nothing; leave what was begun", "Neurons", ["Escape"], { needs: ["recording"] }),

  "correct.open": command("Open or close proofreading", "Correcting", ["Q"], { menu: "View", needs: ["tracks"] }),
  "correct.next": command("Next doubtful moment", "Correcting", ["."], { needs: ["tracks"] }),
  "correct.previous": command("Doubtful moment before", "Correcting", [","], { needs: ["tracks"] }),
  "correct.accept": command("Accept: this is right; go on to the next", "Correcting", ["A"], {
    needs: ["edit", "neuron"],
    withShift: "in all following frames too",
  }),
  "correct.place": command("Put the chosen neuron at the pointer", "Correcting", ["P"], {
    needs: ["edit", "neuron"],
    withShift: "and move its following positions along",
  }),
  "correct.left": command("Nudge it left by a pixel", "Correcting", ["Alt+ArrowLeft"], { needs: ["edit", "neuron"], withShift: "by five" }),
  "correct.right": command("Nudge it right by a pixel", "Correcting", ["Alt+ArrowRight"], {
    needs: ["edit", "neuron"],
    withShift: "by five",
  }),
  "correct.up": command("Nudge it up by a pixel", "Correcting", ["Alt+ArrowUp"], { needs: ["edit", "neuron"], withShift: "by five" }),
  "correct.down": command("Nudge it down by a pixel", "Correcting", ["Alt+ArrowDown"], { needs: ["edit", "neuron"], withShift: "by five" }),
  "correct.raise": command("Nudge it up by a plane", "Correcting", ["Alt+PageUp"], { needs: ["edit", "neuron"], withShift: "by five" }),
  "correct.lower": command("Nudge it down by a plane", "Correcting", ["Alt+PageDown"], { needs: ["edit", "neuron"], withShift: "by five" }),
  "correct.add": command("New neuron at the pointer", "Correcting", ["I"], { needs: ["edit", "tracks"] }),
  "correct.remove": command("Delete its position in this frame", "Correcting", ["D"], {
    needs: ["edit", "neuron"],
    withShift: "in all following frames too",
  }),
  "correct.ghost": command("Out of view in this frame", "Correcting", ["G"], {
    needs: ["edit", "neuron"],
    withShift: "in all following frames too",
  }),
  "correct.swap": command("Swap with another neuron from here on", "Correcting", ["S"], { needs: ["edit", "neuron"] }),
  "correct.split": command("Split the track here", "Correcting", ["X"], { needs: ["edit", "neuron"] }),
  "correct.join": command("Join with another piece of the same neuron", "Correcting", ["M"], { needs: ["edit", "neuron"] }),
  "correct.fuse": command("Fuse with a second mark on the same nucleus", "Correcting", ["U"], { needs: ["edit", "neuron"] }),
  "correct.nearest": command("Swap, join or fuse with the nearest one", "Correcting", ["Enter"], { needs: ["edit", "neuron", "partner"] }),
  "correct.menu": command("Menu of the chosen neuron", "Correcting", ["ContextMenu", "Shift+F10"], { needs: ["study"] }),
  "correct.box": command("Drag a box around neurons, or move the image", "Correcting", ["B"], { needs: ["tracks"] }),
  "correct.lasso": command("Drag a lasso around neurons, or move the image", "Correcting", ["Shift+B"], { needs: ["tracks"] }),

  "view.mode": command("Next view: slice, max, in focus, mean, depth, ortho, 3-D", "View", ["V"], {
    menu: "View",
    needs: ["recording"],
    withShift: "the one before",
  }),
  "view.slice": command("View: slice", "View", [], { needs: ["recording"] }),
  "view.projection": command("View: brightest along z", "View", [], { needs: ["recording"] }),
  "view.sharp": command("View: all in focus", "View", [], { needs: ["recording"] }),
  "view.mean": command("View: mean along z", "View", [], { needs: ["recording"] }),
  "view.depth": command("View: depth in colours", "View", [], { needs: ["recording"] }),
  "view.ortho": command("View: three planes through one point", "View", [], { needs: ["recording"] }),
  "view.space": command("View: in space, 3-D", "View", [], { needs: ["recording"] }),
  "view.above": command("3-D from the top, along z", "View", ["7"], { needs: ["recording"] }),
  "view.front": command("3-D from the front, along y", "View", ["8"], { needs: ["recording"] }),
  "view.side": command("3-D from the side, along x", "View", ["9"], { needs: ["recording"] }),
  "view.peek": command("Look at the recorded frame while held", "View", ["R"], { needs: ["recording"] }),
  "view.live": command("Live focus", "View", ["Z"], { menu: "View", needs: ["recording"] }),
  "view.surface": command("Surface for live focus: tilted, curved or from a depth map", "View", ["Shift+Z"], {
    menu: "View",
    needs: ["recording"],
  }),
  "surface.point": command("Sharp here: a point of the surface at the pointer", "View", ["Shift+F"], { needs: ["recording"] }),
  "surface.remove": command("Take the chosen point out of the surface", "View", ["Shift+Delete"], { needs: ["recording"] }),
  "view.fit": command("Fit the image", "View", ["F"], { menu: "View", needs: ["recording"] }),
  "view.left": command("Move the image left; turn it in 3-D", "View", ["Mod+ArrowLeft"], { needs: ["recording"] }),
  "view.right": command("Move the image right; turn it in 3-D", "View", ["Mod+ArrowRight"], { needs: ["recording"] }),
  "view.up": command("Move the image up; turn it in 3-D", "View", ["Mod+ArrowUp"], { needs: ["recording"] }),
  "view.down": command("Move the image down; turn it in 3-D", "View", ["Mod+ArrowDown"], { needs: ["recording"] }),
  "view.in": command("Zoom in", "View", ["+", "="], { needs: ["recording"] }),
  "view.out": command("Zoom out", "View", ["-", "_"], { needs: ["recording"] }),
  "view.compare": command("Recorded frame beside the refocused one", "View", ["C"], { menu: "View", needs: ["recording"] }),
  "view.alone": command("The stage alone, full screen", "View", ["W"], { menu: "View", needs: ["recording"] }),
  "view.ruler": command("Ruler: drag to measure", "View", ["E"], {
    menu: "View",
    needs: ["recording"],
    withShift: "an end at the pointer",
  }),
  "view.marks": command("Show or hide marks", "View", ["O"], { menu: "View", needs: ["recording"], withShift: "outlines or dots" }),
  "view.tails": command("Tails: where each neuron was before", "View", ["Y"], { menu: "View", needs: ["tracks"] }),
  "view.names": command("Which names are shown", "View", ["N"], { menu: "View", needs: ["recording"] }),
  "view.chart": command("Next chart", "View", ["T"], { needs: ["traces"], withShift: "the one before" }),
  "view.charts": command("Larger or smaller charts", "View", ["L"], { menu: "View", needs: ["traces"] }),
  "view.theme": command("Colours: as the system, light, dark", "View", ["Mod+Shift+L"], { menu: "View" }),

  "view.keep": command("Keep this view with the study", "Kept views", ["Mod+D"], { menu: "View", needs: ["study"] }),
  "view.kept1": command("Show kept view 1", "Kept views", ["Alt+1"], { needs: ["study"] }),
  "view.kept2": command("Show kept view 2", "Kept views", ["Alt+2"], { needs: ["study"] }),
  "view.kept3": command("Show kept view 3", "Kept views", ["Alt+3"], { needs: ["study"] }),
  "view.kept4": command("Show kept view 4", "Kept views", ["Alt+4"], { needs: ["study"] }),
  "view.kept5": command("Show kept view 5", "Kept views", ["Alt+5"], { needs: ["study"] }),
  "view.kept6": command("Show kept view 6", "Kept views", ["Alt+6"], { needs: ["study"] }),
  "view.kept7": command("Show kept view 7", "Kept views", ["Alt+7"], { needs: ["study"] }),
  "view.kept8": command("Show kept view 8", "Kept views", ["Alt+8"], { needs: ["study"] }),
  "view.kept9": command("Show kept view 9", "Kept views", ["Alt+9"], { needs: ["study"] }),

  "step.recording": command("Go to Recording", "Steps", ["1"], { needs: ["recording"] }),
  "step.refocus": command("Go to Refocus", "Steps", ["2"], { needs: ["study"] }),
  "step.detect": command("Go to Neurons", "Steps", ["3"], { needs: ["study"] }),
  "step.link": command("Go to Tracks", "Steps", ["4"], { needs: ["study"] }),
  "step.extract": command("Go to Activity", "Steps", ["5"], { needs: ["study"] }),
  "step.export": command("Go to Export", "Steps", ["6"], { needs: ["study"] }),
  "run.step": command("Run the step on screen", "Steps", ["Mod+Enter"], { menu: "Run", needs: ["study", "edit"] }),
  "run.everything": command("Run everything", "Steps", ["Mod+Shift+Enter"], { menu: "Run", needs: ["recording"] }),
  "run.stop": command("Stop the run", "Steps", ["Mod+."], { menu: "Run", needs: ["study"] }),

  "help.keys": command("Keyboard shortcuts", "Help", ["?"], { menu: "Help" }),
  "help.tour": command("Take the tour", "Help", [], { menu: "Help" }),
  "help.models": command("Model cards", "Help", [], { menu: "Help" }),
  "help.accuracy": command("How accurate each step is", "Help", [], { menu: "Help" }),
  "help.about": command("About NemaTrace", "Help", [], { menu: "Help" }),
} satisfies Readonly<Record<string, Command>>;

export type CommandId = keyof typeof commands;
export const commandIds = Object.keys(commands) as readonly CommandId[];

/** Chords that the user gave to commands in place of those delivered. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>;

export function commandOf(id: CommandId): Command {
  return commands[id];
}

export function isCommand(id: string): id is CommandId {
  return id in commands;
}

/** Chords that a command listens to. */
export function keysOf(id: CommandId, choices: KeyChoices): readonly string[] {
  return choices[id] ?? commands[id].keys;
}

/** The command that a chord gives, and whether Shift was added to its own chord; null where none listens. */
export function commandAt(chord: string, choices: KeyChoices): { readonly id: CommandId; readonly shift: boolean } | null {
  const at = (wanted: string, shifted: boolean) =>
    commandIds.find((id) => keysOf(id, choices).includes(wanted) && (!shifted || commandOf(id).withShift !== undefined));
  const exact = at(chord, false);
  if (exact !== undefined) return { id: exact, shift: false };
  const plain = /(^|\+)Shift\+/.test(chord) ? chord.replace("Shift+", "") : null;
  const shifted = plain === null ? undefined : at(plain, true);
  return shifted === undefined ? null : { id: shifted, shift: true };
}

/** The other command that listens to a chord; null where it is free. */
export function holderOf(chord: string, but: CommandId, choices: KeyChoices): CommandId | null {
  const found = commandAt(chord, choices);
  return found && found.id !== but ? found.id : null;
}
