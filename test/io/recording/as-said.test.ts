import { join } from "node:path";
import { expect, test } from "vitest";
import { type Preparation, unprepared } from "#contract/preparation";
import { type RecordingSettings, unsaid } from "#contract/recording";
import { openRecording } from "#io/recording/open";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { folder } from "#test/make/folder";
import { softSpots, turnedSpots } from "#test/make/soft-spots";

interface Movie {
  readonly size?: readonly [number, number];
  readonly frames?: number;
  readonly channels?: readonly string[];
}

async function movie(path: string, pixels: (t: number, c: number) => ArrayLike<number>, made: Movie = {}): Promise<string> {
  const { size = [64, 96], frames = 4, channels = ["GCaMP"] } = made;
  const writer = await createOmeTiff(path, {
    shape: { t: frames, c: channels.length, z: 1, y: size[0], x: size[1] },
    dtype: "uint16",
    pixelSize: [0.3, 0.3],
    zStep: null,
    interval: 0.5,
    channels: channels.map((name) => ({ name, role: "other", wavelength: null })),
  });
  for (let t = 0; t < frames; t++) for (let c = 0; c < channels.length; c++) await writer.write(Uint16Array.from(pixels(t, c), Math.round));
  await writer.finish();
  return path;
}

const counting = (t: number, c: number) => Float32Array.from({ length: 64 * 96 }, (_, i) => 1000 * t + 100 * c + (i % 96));
const asked = (part: Partial<Preparation>, rest: Partial<RecordingSettings> = {}): RecordingSettings => ({
  ...unsaid,
  ...rest,
  preparation: { ...unprepared, ...part },
});

test("settings that ask for nothing leave the recording as it is", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), counting);
  const plain = await openRecording(path);
  const same = await openRecording(path, asked({}));
  expect(same.info).toEqual(plain.info);
  expect((await same.read(2, 0, 0)).data).toEqual((await plain.read(2, 0, 0)).data);
  await plain.close();
  await same.close();
});

test("two halves of a chip become two channels of the smaller half's size, whose roles have to be said", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), counting);
  const source = await openRecording(path, { ...unsaid, layout: { kind: "halves", axis: "x", at: 50 } });
  expect(source.info.shape).toEqual({ t: 4, c: 2, z: 1, y: 64, x: 46 });
  expect(source.info.recorded).toEqual({ t: 4, c: 1, z: 1, y: 64, x: 96 });
  expect(source.info.missing).toEqual(["channels"]);
  const right = await source.read(1, 1, 0);
  expect([right.data[0], right.data[45], right.data[46]]).toEqual([1050, 1095, 1050]);
  await source.close();
  const lower = await openRecording(path, {
    ...unsaid,
    layout: { kind: "halves", axis: "y", at: 32 },
    activityChannel: 1,
    referenceChannel: 0,
  });
  expect(lower.info.channels.map(({ name, role }) => `${name}: ${role}`)).toEqual(["upper half: reference", "lower half: activity"]);
  expect(lower.info.missing).toEqual([]);
  await lower.close();
});

test("a line outside the frame, and a second line through two channels, are refused", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), counting);
  await expect(openRecording(path, { ...unsaid, layout: { kind: "halves", axis: "x", at: 96 } })).rejects.toMatchObject({
    code: "out-of-range",
  });
  const two = await movie(join(folder(), "two.ome.tif"), counting, { channels: ["GCaMP", "mCherry"] });
  await expect(openRecording(two, { ...unsaid, layout: { kind: "halves", axis: "x", at: 48 } })).rejects.toMatchObject({
    code: "wrong-axes",
  });
});

test("two files become two channels, with the roles their channel names tell", async () => {
  const place = folder();
  const green = await movie(join(place, "a.ome.tif"), counting);
  const red = await movie(join(place, "b.ome.tif"), (t) => counting(t, 7), { channels: ["mCherry"] });
  const source = await openRecording(green, { ...unsaid, layout: { kind: "files", path: red } });
  expect(source.info.channels.map((channel) => channel.role)).toEqual(["activity", "reference"]);
  expect((await source.read(3, 1, 0)).data[0]).toBe(3700);
  await source.close();
  const moved = await openRecording(green, { ...unsaid, layout: { kind: "files", path: join("/gone", "b.ome.tif") } });
  expect(moved.info.shape.c).toBe(2);
  await moved.close();
  const short = await movie(join(place, "c.ome.tif"), counting, { frames: 3 });
  await expect(openRecording(green, { ...unsaid, layout: { kind: "files", path: short } })).rejects.toThrow(/4 frames and c.ome.tif has 3/);
});

test("time range and crop keep grey levels and type; the note says where positions count from", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), counting);
  const source = await openRecording(path, asked({ firstFrame: 1, endFrame: 3, cropTop: 10, cropLeft: 20, cropWidth: 30 }));
  expect(source.info.shape).toEqual({ t: 2, c: 1, z: 1, y: 54, x: 30 });
  expect(source.info.dtype).toBe("uint16");
  const frame = await source.read(1, 0, 0);
  expect([frame.data.length, frame.data[0], frame.data[29]]).toEqual([54 * 30, 2020, 2049]);
  expect(source.info.notes.at(-1)).toContain("positions count from y 3.00, x 6.00 µm");
  await expect(source.read(2, 0, 0)).rejects.toMatchObject({ code: "out-of-range" });
  await source.close();
});

test("binning averages blocks, and a pixel is that much larger", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), counting);
  const source = await openRecording(path, asked({ binning: 3 }));
  expect(source.info).toMatchObject({ shape: { y: 21, x: 32 }, dtype: "float32" });
  expect(source.info.pixelSize![0]).toBeCloseTo(0.9, 10);
  expect((await source.read(1, 0, 0)).data[1]).toBe(1004);
  await source.close();
});

test("hot pixels of the camera are mended while the animal moves over them", async () => {
  const hot = 30 * 96 + 40;
  const path = await movie(
    join(folder(), "m.ome.tif"),
    (t) => softSpots([64, 96], 0, 2 * t).map((value, i) => (i === hot ? 4000 : value)),
    { frames: 6 },
  );
  const source = await openRecording(path, asked({ hotPixels: 8 }));
  for (let t = 0; t < 6; t++) expect((await source.read(t, 0, 0)).data[hot]).toBeLessThan(1500);
  expect((await source.read(0, 0, 0)).dtype).toBe("uint16");
  await source.close();
});

test("background and flat field come from files of the same camera, and from no other", async () => {
  const place = folder();
  const share = (i: number) => 0.7 + (0.6 * (i % 96)) / 95;
  const dirt = (i: number) => (i % 96 < 48 ? 20 : 0);
  const path = await movie(join(place, "m.ome.tif"), () =>
    softSpots([64, 96], 0, 0, 100).map((light, i) => 100 + dirt(i) + light * share(i)),
  );
  const even = await movie(join(place, "even.ome.tif"), () => Float32Array.from({ length: 64 * 96 }, (_, i) => 100 + 800 * share(i)));
  const dark = await movie(join(place, "dark.ome.tif"), () => Float32Array.from({ length: 64 * 96 }, (_, i) => 100 + dirt(i)));
  const files = { backgroundImage: "file", backgroundFile: dark, flatField: "file", flatFieldFile: even, cameraOffset: 110 };
  const source = await openRecording(path, asked(files));
  const { data } = await source.read(0, 0, 0);
  // Far from the step of the dirt, which smoothing softens, the ground is even: 100 of light over the offset.
  for (const i of [5, 20, 80, 90]) expect(Math.abs(data[i]! - 210)).toBeLessThan(6);
  await source.close();
  const small = await movie(join(place, "small.ome.tif"), () => new Float32Array(32 * 32).fill(5), { size: [32, 32] });
  const wrong = await openRecording(path, asked({ flatField: "file", flatFieldFile: small }));
  await expect(wrong.read(0, 0, 0)).rejects.toMatchObject({ code: "wrong-axes" });
  await wrong.close();
  await expect(openRecording(path, asked({ backgroundImage: "file" }))).rejects.toThrow(/say which/);
});

test("registration lays drifting frames on the middle of the movie, in whatever order they are read", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), (t) => softSpots([64, 96], 1.5 * t, -t), { frames: 7 });
  const source = await openRecording(path, asked({ registration: "sub-pixel" }));
  const late = (await source.read(6, 0, 0)).data.slice();
  const middle = (await source.read(3, 0, 0)).data.slice();
  let worst = 0;
  for (let y = 20; y < 44; y++) for (let x = 24; x < 72; x++) worst = Math.max(worst, Math.abs(late[y * 96 + x]! - middle[y * 96 + x]!));
  expect(worst).toBeLessThan(25);
  const whole = await openRecording(path, asked({ registration: "whole-pixels" }));
  const raw = await openRecording(path);
  const first = (await whole.read(1, 0, 0)).data;
  expect(first[30 * 96 + 40]).toBe((await raw.read(1, 0, 0)).data[27 * 96 + 42]);
  for (const open of [source, whole, raw]) await open.close();
});

test("rigid registration also turns frames back, on frames it looks at in a smaller size too", async () => {
  for (const size of [
    [64, 96],
    [300, 290],
  ] as const) {
    const path = await movie(join(folder(), "m.ome.tif"), (t) => turnedSpots(size, 0.06 * (t - 3), 1.5 * t, -t), { frames: 7, size });
    const source = await openRecording(path, asked({ registration: "rigid" }));
    const late = (await source.read(6, 0, 0)).data.slice();
    const middle = (await source.read(3, 0, 0)).data.slice();
    const [top, left, bottom, right] = [0.3 * size[0], 0.25 * size[1], 0.7 * size[0], 0.75 * size[1]].map(Math.round) as [
      number,
      number,
      number,
      number,
    ];
    let worst = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) worst = Math.max(worst, Math.abs(late[y * size[1] + x]! - middle[y * size[1] + x]!));
    // The brightest spot has 850 grey levels: an error of a tenth of a pixel changes its flank by 25.
    expect(worst).toBeLessThan(60);
    await source.close();
  }
});

test("channel alignment lays the red channel on the green one and leaves the green one alone", async () => {
  const path = await movie(join(folder(), "m.ome.tif"), (_, c) => softSpots([64, 96], 2.5 * c, -1.5 * c), {
    channels: ["GCaMP", "mCherry"],
  });
  const source = await openRecording(path, asked({ alignment: "affine" }));
  const green = (await source.read(0, 0, 0)).data.slice();
  const red = (await source.read(0, 1, 0)).data.slice();
  let worst = 0;
  for (let y = 15; y < 50; y++) for (let x = 15; x < 80; x++) worst = Math.max(worst, Math.abs(red[y * 96 + x]! - green[y * 96 + x]!));
  expect(worst).toBeLessThan(30);
  expect([...green.slice(0, 500)]).toEqual([...Uint16Array.from(softSpots([64, 96]), Math.round).slice(0, 500)]);
  await source.close();
});
