import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { openRecording } from "#io/recording/open";
import { scratchFolder } from "#test/make/scratch";

const fixtures = new URL("../../fixtures/tiff/", import.meta.url).pathname;
const room = scratchFolder();

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(room, name);
  writeFileSync(path, bytes);
  return path;
}

/** A TIFF of one page with chosen tags (all LONG), and nothing after it. */
function bare(name: string, tags: Readonly<Record<number, number>>, next = 0): string {
  const ids = Object.keys(tags).map(Number);
  const bytes = Buffer.alloc(8 + 2 + ids.length * 12 + 4 + 64);
  bytes.write("II");
  bytes.writeUInt16LE(42, 2);
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(ids.length, 8);
  ids.forEach((id, i) => {
    bytes.writeUInt16LE(id, 10 + i * 12);
    bytes.writeUInt16LE(4, 12 + i * 12);
    bytes.writeUInt32LE(1, 14 + i * 12);
    bytes.writeUInt32LE(tags[id] ?? 0, 18 + i * 12);
  });
  bytes.writeUInt32LE(next, 10 + ids.length * 12);
  return file(name, bytes);
}

const plain = { 256: 4, 257: 4, 258: 8, 259: 1, 262: 1, 273: 150, 277: 1, 278: 4, 279: 16 };

async function refusal(path: string): Promise<Failure> {
  try {
    const source = await openRecording(path);
    for (let t = 0; t < source.info.shape.t; t++) await source.read(t, 0, 0);
    await source.close();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error("it was read");
}

test("a page with all that a page needs is read", async () => {
  const source = await openRecording(bare("plain.tif", plain));
  expect((await source.read(0, 0, 0)).data).toHaveLength(16);
});

test.each([
  ["a missing file", () => join(room, "none.tif"), "not-found"],
  ["an empty file", () => file("empty.tif", ""), "empty"],
  ["a text file", () => file("notes.tif", "not an image"), "unsupported"],
  ["a picture in colour", () => `${fixtures}rgb.tif`, "unsupported"],
  ["pages of different sizes", () => `${fixtures}mixed.tif`, "wrong-axes"],
  ["a folder that is no OME-Zarr", () => room, "unsupported"],
  ["a file that ends within its header", () => file("short.tif", "II*\0"), "truncated"],
  ["a file without pages", () => file("none-in.tif", new Uint8Array([0x49, 0x49, 42, 0, 0, 0, 0, 0])), "empty"],
  ["pages in a circle", () => bare("circle.tif", plain, 8), "damaged"],
  ["absurd dimensions", () => bare("huge.tif", { ...plain, 256: 4_000_000, 257: 4_000_000 }), "out-of-range"],
  ["no height", () => bare("flat.tif", { ...plain, 257: 0 }), "damaged"],
  ["pixels past the end", () => bare("past.tif", { ...plain, 273: 5000 }), "truncated"],
  [
    "a plane that cannot unfold from so few bytes",
    () => bare("bomb.tif", { ...plain, 256: 20_000, 257: 20_000, 278: 20_000, 259: 8 }),
    "damaged",
  ],
  ["12-bit pixels", () => bare("12bit.tif", { ...plain, 258: 12 }), "unsupported"],
  ["JPEG in TIFF", () => bare("jpeg.tif", { ...plain, 259: 7 }), "unsupported"],
  ["HDF5 that ends behind its signature", () => file("a.h5", new Uint8Array([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])), "damaged"],
  ["MATLAB before 7.3", () => file("a.mat", "MATLAB 5.0 MAT-file"), "unsupported"],
  ["a video", () => file("a.mp4", Buffer.from("\0\0\0\x20ftypisom\0\0\0\0")), "unsupported"],
  ["a Nikon file", () => file("a.nd2", new Uint8Array([0xda, 0xce, 0xbe, 0x0a])), "unsupported"],
  ["a Zeiss file", () => file("a.czi", "ZISRAWFILE000000"), "unsupported"],
  ["a Leica file", () => file("a.lif", new Uint8Array([0x70, 0, 0, 0])), "unsupported"],
] as const)("%s gets a sentence", async (_, path, code) => {
  const failure = await refusal(path());
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(/^[^\n]+\.$/);
  expect(failure.message.length).toBeLessThan(420);
});

test("NaN pixels are named with their frame; the frames before them are read", async () => {
  const source = await openRecording(`${fixtures}nan.tif`);
  expect((await source.read(0, 0, 0)).data).toHaveLength(90);
  await expect(source.read(1, 0, 0)).rejects.toMatchObject({ code: "not-finite", facts: { frame: 1 } });
  expect((await source.read(0, 0, 0)).data).toHaveLength(90);
  await source.close();
});

test.each(["uint16-le.tif", "uint16-be-big.tif", "deflate.tif", "imagej-tzcyx.tif", "ome-tczyx.ome.tif", "lzw-16.tif", "tiles.tif"])(
  "%s cut anywhere is refused, or gives the same pixels in the frames that are whole, and says so",
  async (name) => {
    const whole = await openRecording(`${fixtures}${name}`);
    const { shape } = whole.info;
    const wanted: ArrayLike<number>[] = [];
    for (let t = 0; t < shape.t; t++) wanted.push((await whole.read(t, shape.c - 1, shape.z - 1)).data.slice());
    await whole.close();
    const size = readFileSync(`${fixtures}${name}`).length;
    for (let part = 1; part < 40; part++) {
      const path = join(room, `cut-${name}`);
      copyFileSync(`${fixtures}${name}`, path);
      truncateSync(path, Math.floor((size * part) / 40));
      try {
        const source = await openRecording(path);
        const frames = source.info.shape.t;
        expect(source.info.shape).toEqual({ ...shape, t: frames });
        if (frames < shape.t) expect(source.info.notes.join()).toMatch(/cut off/);
        for (let t = 0; t < frames; t++) expect((await source.read(t, shape.c - 1, shape.z - 1)).data).toEqual(wanted[t]);
        await source.close();
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        expect(["truncated", "damaged", "unsupported", "empty"]).toContain(thrown.code);
      }
    }
  },
);

test("a frame that the recording does not have is refused", async () => {
  const source = await openRecording(`${fixtures}shaped-tyx.tif`);
  await expect(source.read(6, 0, 0)).rejects.toMatchObject({ code: "out-of-range" });
  await expect(source.read(0, 1, 0)).rejects.toMatchObject({ code: "out-of-range" });
  await expect(source.read(0.5, 0, 0)).rejects.toMatchObject({ code: "out-of-range" });
  await source.close();
});

test.skipIf(process.getuid?.() === 0)("a file without permission gets a sentence", async () => {
  const path = file("locked.tif", "II*\0");
  chmodSync(path, 0);
  expect((await refusal(path)).code).toBe("unreadable");
});

test("a special file is refused at once", async () => {
  mkdirSync(join(room, "empty-folder"));
  expect((await refusal(join(room, "empty-folder"))).code).toBe("unsupported");
  expect((await refusal("/dev/null")).code).toBe("unreadable");
});
