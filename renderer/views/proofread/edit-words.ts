import { type Edit, type EditStep, editsOf } from "#contract/edit";

type Names = Readonly<Record<string, string>>;

/** What a step of the log did, in one line: "Moved #12 in frame 33", "Accepted 6 positions". */
export function editWords(step: EditStep, names: Names): string {
  const edits = editsOf(step);
  const [first] = edits;
  if (!first) return "Nothing";
  if (edits.length === 1) return oneEdit(first, names);
  const kinds = new Set(edits.map(({ kind }) => kind));
  if (kinds.size > 1) return `${oneEdit(first, names)}, and ${edits.length - 1} more`;
  const tracks = new Set(edits.map(({ track }) => track)).size;
  const whole = tracks > 1 ? `${tracks} neurons` : `#${first.track} in ${edits.length} frames`;
  return `${verbs[first.kind]} ${whole}`;
}

const verbs: Readonly<Record<Edit["kind"], string>> = {
  name: "Named",
  note: "Wrote a note on",
  group: "Grouped",
  colour: "Coloured",
  move: "Placed",
  shift: "Shifted",
  remove: "Deleted",
  ghost: "Out of view:",
  confirm: "Accepted",
  exclude: "Left out",
  swap: "Swapped",
  split: "Split",
  join: "Joined",
  fuse: "Fused",
};

function oneEdit(edit: Edit, names: Names): string {
  const label = (track: number) => (names[String(track)] ? `${names[String(track)]} (#${track})` : `#${track}`);
  const who = edit.kind === "name" ? `#${edit.track}` : label(edit.track);
  switch (edit.kind) {
    case "name":
      return edit.name === "" ? `Took the name of ${who} away` : `Named ${who} ${edit.name}`;
    case "note":
      return edit.note === "" ? `Took the note on ${who} away` : `Wrote a note on ${who}`;
    case "group":
      return edit.group === "" ? `Took ${who} out of its group` : `Put ${who} into “${edit.group}”`;
    case "colour":
      return edit.colour === "" ? `Gave ${who} its own colour back` : `Coloured ${who}`;
    case "exclude":
      return `Left ${who} out`;
    case "swap":
      return `Swapped ${who} and ${label(edit.other)} from frame ${edit.t} on`;
    case "split":
      return `Split ${who}: #${edit.other} from frame ${edit.t} on`;
    case "join":
    case "fuse":
      return `${verbs[edit.kind]} #${edit.other} and ${who}`;
    default:
      return `${verbs[edit.kind]} ${who} ${framesOf(edit)}`;
  }
}

function framesOf(edit: Extract<Edit, { t: number }>): string {
  const until = "until" in edit ? (edit.until ?? edit.t + 1) : edit.t + 1;
  return until - edit.t === 1 ? `in frame ${edit.t}` : `in frames ${edit.t} to ${until - 1}`;
}
