import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { positionSources } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import type { Ground } from "#io/foreign/foreign-tracks";
import { readForeign } from "#io/foreign/read-foreign";
import { toStudy } from "#io/foreign/to-study";
import { writeCellTracking } from "#io/foreign/write-cell-tracking";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { folder } from "#test/make/folder";

/** 4 frames of 3 × 20 × 30 voxels of 2 × 0.5 × 0.5 µm, the first plane at −2 µm. */
const ground: Ground = { frames: 4, shape: [3, 20, 30], voxel: [2, 0.5, 0.5], origin: [-2, 0, 0], unit: "µm" };
const asSaid = { unit: null, as: null } as const;

function file(name: string, text: string): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

async function placed(path: string, wishes: Parameters<typeof toStudy>[2] = asSaid, of: Ground = ground) {
  const foreign = await readForeign(path, of);
  const { t, track, z, y, x, radius } = toStudy(foreign, of, wishes, path);
  return { foreign, rows: [...t].map((frame, i) => [frame, track[i], z[i], y[i], x[i], radius[i]]) };
}

describe("tables", () => {
  test("annotations of ours count as the study does, and names come with them", async () => {
    const { foreign, rows } = await placed(file("a.csv", "t,z,y,x,track,name\n0,1,2,3,5,AVAL\n1,1,2,3.5,5,\n"));
    expect(rows).toEqual([
      [0, 5, 1, 2, 3, 1.4],
      [1, 5, 1, 2, 3.5, 1.4],
    ]);
    expect([...foreign.names]).toEqual([[5, "AVAL"]]);
  });

  test("points have no track, and --unit px counts voxels from the first plane", async () => {
    const { foreign, rows } = await placed(file("p.csv", "t,z,y,x\n2,1,4,6\n"), { unit: "px", as: null });
    expect(foreign.tracked).toBe(false);
    expect(rows).toEqual([[2, -1, 0, 2, 3, 1.4]]);
  });

  test("napari's tracks are read with and without a header, its points by axis; they count voxels", async () => {
    const wanted = [[1, 7, 0, 2, 3, 1.4]];
    expect((await placed(file("n.csv", "track_id,t,z,y,x\n7,1,1,4,6\n"))).rows).toEqual(wanted);
    expect((await placed(file("n.csv", "7,1,1,4,6\n"))).rows).toEqual(wanted);
    const points = await placed(file("n.csv", "index,axis-0,axis-1,axis-2,axis-3\n0,1,1,4,6\n"));
    expect(points.rows).toEqual([[1, -1, 0, 2, 3, 1.4]]);
    expect(points.foreign.tracked).toBe(false);
  });

  test("names of columns say what they count", async () => {
    const { rows } = await placed(file("z.csv", "t,id,x_px,y_px,z_slice,provenance\n0,3,6,4,2,ZEIR\n"));
    expect(rows).toEqual([[0, 3, 2, 2, 3, 1.4]]);
  });

  test("TrackMate's table of spots is read past its second header", async () => {
    const text =
      "LABEL,ID,TRACK_ID,POSITION_X,POSITION_Y,POSITION_Z,FRAME,RADIUS\nLabel,Spot ID,Track ID,X,Y,Z,Frame,Radius\nLabel,ID,ID,X,Y,Z,Frame,R\n,,,(micron),(micron),(micron),,(micron)\nID7,7,2,3,2,2,1,1.1\n";
    expect((await placed(file("spots.csv", text))).rows).toEqual([[1, 2, 0, 2, 3, 1.1]]);
  });

  test("what is missing or does not fit is refused by column, row and bound", async () => {
    await expect(placed(file("a.csv", "t,y\n0,1\n"))).rejects.toThrow(/no column for x/);
    await expect(placed(file("a.csv", "t,y,x,track\n0,1,two,1\n"))).rejects.toThrow(/row 0, column x: "two"/);
    await expect(placed(file("a.csv", "t,y,x,track\n9,1,1,1\n"))).rejects.toThrow(/frame 9, and the movie has frames 0 to 3/);
    await expect(placed(file("a.csv", "t,y,x,track\n0,100,250,1\n"))).rejects.toThrow(/beside the image \(10 × 15 µm\).*--unit px/);
    await expect(placed(file("a.csv", "t,y,x,track\n0,1,1,1\n0,2,2,1\n"))).rejects.toThrow(/track 1 is in two places in frame 0/);
    await expect(placed(file("a.csv", "t,y,x,track\n"))).rejects.toThrow(/holds no positions/);
    await expect(placed(file("a.csv", "1,2,3\n"))).rejects.toThrow(/no header row and 3 columns/);
    await expect(placed(file("a.csv", ""))).rejects.toThrow(/is empty/);
  });
});

describe("TrackMate XML", () => {
  const spot = (id: number, t: number, x: number) =>
    `<Spot ID="${id}" name="ID${id}" FRAME="${t}" POSITION_X="${x}" POSITION_Y="2.0" POSITION_Z="2.0" RADIUS="1.2" VISIBILITY="1" />`;
  const edge = (from: number, to: number) => `<Edge SPOT_SOURCE_ID="${from}" SPOT_TARGET_ID="${to}" />`;
  const xml = (unit: string, filtered = '<TrackID TRACK_ID="4" />') => `<?xml version="1.0" encoding="UTF-8"?>
<TrackMate version="7.11.1"><Model spatialunits="${unit}" timeunits="sec">
<AllSpots nspots="5">
<SpotsInFrame frame="0">${spot(1, 0, 3)}</SpotsInFrame>
<SpotsInFrame frame="1">${spot(2, 1, 3.5)}${spot(5, 1, 9)}</SpotsInFrame>
<SpotsInFrame frame="2">${spot(3, 2, 4)}${spot(4, 2, 7)}</SpotsInFrame>
</AllSpots>
<AllTracks><Track name="Track_4" TRACK_ID="4">${edge(1, 2)}${edge(2, 4)}${edge(2, 3)}</Track>
<Track name="Track_5" TRACK_ID="5">${edge(5, 3)}</Track></AllTracks>
<FilteredTracks>${filtered}</FilteredTracks>
</Model></TrackMate>`;

  test("spots get the tracks that passed the filters; a division's farther branch is a track of its own", async () => {
    const { foreign, rows } = await placed(file("m.xml", xml("micron")));
    expect(rows).toEqual([
      [0, 4, 0, 2, 3, 1.2],
      [1, -1, 0, 2, 9, 1.2],
      [1, 4, 0, 2, 3.5, 1.2],
      [2, 4, 0, 2, 4, 1.2],
      [2, 5, 0, 2, 7, 1.2],
    ]);
    expect(foreign.notes).toEqual(["Tracks that divide or merge: 1 of their branches became tracks of their own."]);
  });

  test("pixels become the study's lengths; a unit that nobody knows is refused with what to do", async () => {
    expect((await placed(file("m.xml", xml("pixel")))).rows[0]).toEqual([0, 4, 2, 1, 1.5, 0.6]);
    await expect(placed(file("m.xml", xml("furlong")))).rejects.toThrow(/counts lengths in "furlong"/);
  });

  test("XML that is cut off, or another program's, is refused", async () => {
    await expect(placed(file("m.xml", xml("micron").slice(0, 400)))).rejects.toThrow(expect.objectContaining({ code: "damaged" }));
    await expect(placed(file("m.xml", "<?xml version='1.0'?><Other/>"))).rejects.toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});

describe("ZephIR", () => {
  const movie: Ground = { frames: 512, shape: [23, 200, 512], voxel: [1, 1, 1], origin: [0, 0, 0], unit: "px" };

  test("parts of the image's sides become voxels (as h5py reads them), people's marks are by hand, colours come from the worldlines", async () => {
    const { foreign, rows } = await placed("test/fixtures/zephir/annotations-2.h5", asSaid, movie);
    expect(rows).toHaveLength(46);
    const [, , z, y, x] = rows[0] as number[];
    expect(rows[0]?.slice(0, 2)).toEqual([171, 0]);
    expect([z, y, x].map((value) => Number(value!.toFixed(3)))).toEqual([11.014, 81.839, 249.385]);
    expect(new Set(foreign.table.source)).toEqual(new Set([positionSources.indexOf("human")]));
    expect(foreign.colours.get(0)).toBe("#fd4a4a");
    expect(foreign.names.size).toBe(0);
  });

  test("in a projection there is no depth, and HDF5 of another kind is refused", async () => {
    const flat = await placed("test/fixtures/zephir/annotations-2.h5", asSaid, { ...movie, shape: [1, 200, 512] });
    expect(new Set(flat.rows.map((row) => row[2]))).toEqual(new Set([0]));
    const other = join(folder(), "annotations.h5");
    copyFileSync("test/fixtures/zephir/worldlines.h5", other);
    await expect(placed(other)).rejects.toThrow(/holds no ZephIR annotations .* it has color, id, name/);
  });
});

describe("label images", () => {
  async function labels(values: (t: number, z: number, y: number, x: number) => number, frames = 4): Promise<string> {
    const path = join(folder(), "labels.ome.tif");
    const shape = { t: frames, c: 1, z: 3, y: 20, x: 30 };
    const writer = await createOmeTiff(path, { shape, dtype: "uint16", pixelSize: null, zStep: null, interval: null, channels: [] });
    for (let t = 0; t < frames; t++)
      for (let z = 0; z < 3; z++) await writer.write(Uint16Array.from({ length: 600 }, (_, i) => values(t, z, Math.floor(i / 30), i % 30)));
    await writer.finish();
    return path;
  }

  test("a label lies at the middle of its voxels, with the radius of a ball of their volume", async () => {
    const block = (t: number, z: number, y: number, x: number) => (z > 0 && y >= 4 && y < 6 && x >= 6 + t && x < 9 + t ? 12 : 0);
    const { rows } = await placed(await labels(block));
    expect(rows.map((row) => row.slice(0, 5))).toEqual([0, 1, 2, 3].map((t) => [t, 12, 1, 2.25, 3.5 + 0.5 * t]));
    const volume = 12 * 2 * 0.5 * 0.5;
    expect(rows[0]?.[5]).toBeCloseTo(((3 * volume) / (4 * Math.PI)) ** (1 / 3), 6);
  });

  test("in the challenge's layout a neuron that goes on after a gap keeps its number, and daughters of a division have their own", async () => {
    const tracks = { ...tracksOf(7), t: Int32Array.of(0, 1, 3, 0, 1, 2, 3), track: Int32Array.of(3, 3, 3, 5, 5, 5, 5) };
    tracks.x.fill(5).fill(11, 3);
    tracks.y.fill(5);
    tracks.radius.fill(1.5);
    const place = folder();
    await writeCellTracking(place, tracks, ground);
    const result = join(place, "01_RES");
    const found = async () => (await placed(result)).rows.map(([t, track]) => `${track}@${t}`).sort();
    expect(await found()).toEqual(["3@0", "3@1", "3@3", "5@0", "5@1", "5@2", "5@3"]);
    writeFileSync(join(result, "res_track.txt"), "3 0 1 0\n6 3 3 3\n7 3 3 3\n5 0 3 0\n");
    expect(await found()).toContain("6@3");
  });

  test("an image of another size, or without labels, is refused", async () => {
    await expect(placed(await labels(() => 1, 3))).rejects.toThrow(/3 frames × 3 planes × 20 × 30, and the movie is 4 frames/);
    await expect(placed(await labels(() => 0))).rejects.toThrow(/holds no labels/);
  });
});
