import type { Edit } from "#contract/edit";
import { positionSources, type TrackTable } from "#contract/table";
import { concatTracks, selectRows, tracksOf } from "#core/link/table-ops";

const human = positionSources.indexOf("human");

/**
 * Tracks as the curator left them: every edit in turn, over the result of linking.
 *
 * @param tracks result of linking; left as it is
 * @param edits  the log in order, without what was undone
 * @returns      tracks (rows taken away keep their blob with track −1 where there is one), and names by track
 */
export function applyEdits(tracks: TrackTable, edits: readonly Edit[]): { tracks: TrackTable; names: Map<number, string> } {
  const names = new Map<number, string>();
  if (edits.length === 0) return { tracks, names };
  const moved = edits.filter((edit) => edit.kind === "move").length;
  const table = concatTracks([tracks, tracksOf(moved)]);
  let rows = tracks.t.length;
  const places = new Map<string, number>();
  for (let row = 0; row < rows; row++) if (table.track[row]! >= 0) places.set(key(table.track[row]!, table.t[row]!), row);

  const remove = (row: number): void => {
    places.delete(key(table.track[row]!, table.t[row]!));
    table.track[row] = -1;
  };
  const each = (track: number, act: (row: number) => void): void => {
    for (let row = 0; row < rows; row++) if (table.track[row] === track) act(row);
  };

  for (const edit of edits) {
    switch (edit.kind) {
      case "name":
        if (edit.name.trim() === "") names.delete(edit.track);
        else names.set(edit.track, edit.name.trim());
        break;
      case "move": {
        let row = places.get(key(edit.track, edit.t));
        if (row === undefined) {
          row = rows++;
          table.t[row] = edit.t;
          table.track[row] = edit.track;
          table.radius[row] = typicalRadius(table, edit.track, row);
          table.intensity[row] = Number.NaN;
          places.set(key(edit.track, edit.t), row);
        }
        table.z[row] = edit.z;
        table.y[row] = edit.y;
        table.x[row] = edit.x;
        table.confidence[row] = 1;
        table.source[row] = human;
        break;
      }
      case "remove": {
        const row = places.get(key(edit.track, edit.t));
        if (row !== undefined) remove(row);
        break;
      }
      case "confirm": {
        const row = places.get(key(edit.track, edit.t));
        if (row === undefined) break;
        table.source[row] = human;
        table.confidence[row] = 1;
        break;
      }
      case "exclude":
        each(edit.track, remove);
        break;
      case "swap":
        for (let row = 0; row < rows; row++) {
          if (table.t[row]! < edit.t) continue;
          if (table.track[row] === edit.track) table.track[row] = edit.other;
          else if (table.track[row] === edit.other) table.track[row] = edit.track;
        }
        places.clear();
        for (let row = 0; row < rows; row++) if (table.track[row]! >= 0) places.set(key(table.track[row]!, table.t[row]!), row);
        break;
    }
  }
  return { tracks: selectRows(table, kept(tracks, table, rows)), names };
}

/** Rows that are a position, or still a blob: interpolated and hand-made rows of no track are nothing. */
function kept(before: TrackTable, table: TrackTable, rows: number): number[] {
  const list: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (table.track[row]! >= 0 || before.track[row] === -1 || !Number.isNaN(table.intensity[row]!)) list.push(row);
  }
  return list;
}

function typicalRadius(table: TrackTable, track: number, rows: number): number {
  const own: number[] = [];
  const all: number[] = [];
  for (let row = 0; row < rows; row++) {
    all.push(table.radius[row]!);
    if (table.track[row] === track) own.push(table.radius[row]!);
  }
  const radii = (own.length > 0 ? own : all).sort((a, b) => a - b);
  return radii[radii.length >> 1] ?? 1;
}

function key(track: number, t: number): string {
  return `${track}@${t}`;
}
