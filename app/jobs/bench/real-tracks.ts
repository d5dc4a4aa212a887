import type { Course } from "#core/optics/course";
import { numbers, readSheet } from "#io/table/read-sheet";

/** Slices lie this many pixels apart in the recordings of real tracks. */
const depth = 4;

/** The curated tracks of a real movie, pixels: `t,id,x_px,y_px,z_slice`. */
export async function zephirCourse(path: string): Promise<Course> {
  const sheet = await readSheet(path);
  const [t, id, x, y, z] = ["t", "id", "x_px", "y_px", "z_slice"].map((name) => numbers(sheet, name, { missing: "need" })) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const course: (readonly [number, number, number])[][] = [];
  t.forEach((frame, row) => {
    course[frame] ??= [];
    course[frame]![id[row]!] = [depth * z[row]!, y[row]!, x[row]!];
  });
  return course;
}

/** Annotated frames: ids and places in pixels, z, y, x. */
export interface AnnotatedPoints {
  readonly name: string;
  readonly ids: readonly string[];
  readonly points: Float64Array;
}

/** Frames of a worm with identities: `frame,id,x_px,y_px,z_slice`. */
export async function annotatedPoints(path: string): Promise<AnnotatedPoints[]> {
  const sheet = await readSheet(path);
  const [x, y, z] = ["x_px", "y_px", "z_slice"].map((name) => numbers(sheet, name, { missing: "need" })) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [frame, id] = ["frame", "id"].map((name) => sheet.columns.indexOf(name)) as [number, number];
  const names = [...new Set(sheet.rows.map((row) => row[frame]!))];
  return names.map((name) => {
    const rows = [...sheet.rows.keys()].filter((row) => sheet.rows[row]![frame] === name);
    return {
      name,
      ids: rows.map((row) => sheet.rows[row]![id]!),
      points: Float64Array.from(rows.flatMap((row) => [depth * z[row]!, y[row]!, x[row]!])),
    };
  });
}
