import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRecording } from "#io/recording/open";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();

interface Page {
  readonly description?: string;
  readonly microManager?: string;
  /** Data offset, where it is not right behind the page. */
  readonly at?: number;
}

/** Writes pages of `height` × `width` 8-bit pixels, page n filled with n. */
function tiff(name: string, height: number, width: number, pages: readonly Page[], size?: number): string {
  const path = join(room, name);
  const file = openSync(path, "w");
  writeSync(file, Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]));
  let at = 8;
  pages.forEach((page, n) => {
    const texts = (
      [
        [270, page.description],
        [51123, page.microManager],
      ] as const
    ).flatMap(([id, text]) => (text === undefined ? [] : [[id, Buffer.from(`${text}\0`)] as const]));
    const count = 8 + texts.length;
    const textAt = at + 2 + count * 12 + 4;
    const dataAt = textAt + texts.reduce((sum, [, text]) => sum + text.length, 0);
    const values: (readonly [number, number, number, number])[] = [
      [256, 4, 1, width],
      [257, 4, 1, height],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, page.at ?? dataAt],
      [278, 4, 1, height],
      [279, 4, 1, height * width],
    ];
    let text = textAt;
    for (const [id, bytes] of texts) {
      values.push([id, 2, bytes.length, text]);
      text += bytes.length;
    }
    const head = Buffer.alloc(2 + count * 12 + 4);
    head.writeUInt16LE(count, 0);
    values
      .sort((a, b) => a[0] - b[0])
      .forEach(([id, type, length, value], i) => {
        head.writeUInt16LE(id, 2 + i * 12);
        head.writeUInt16LE(type, 4 + i * 12);
        head.writeUInt32LE(length, 6 + i * 12);
        head.writeUInt32LE(value, 10 + i * 12);
      });
    const end = dataAt + (page.at === undefined ? height * width : 0);
    head.writeUInt32LE(n + 1 < pages.length ? end : 0, 2 + count * 12);
    writeSync(
      file,
      Buffer.concat([head, ...texts.map(([, bytes]) => bytes), Buffer.alloc(page.at === undefined ? height * width : 0, n)]),
      0,
      null,
      at,
    );
    at = end;
  });
  if (size !== undefined) ftruncateSync(file, size);
  closeSync(file);
  return path;
}

test("an ImageJ stack beyond 4 GB has one directory; every frame is found behind the first", async () => {
  const [height, width, frames] = [1024, 1024, 4200];
  const path = tiff(
    "large.tif",
    height,
    width,
    [{ description: `ImageJ=1.54f\nimages=${frames}\nframes=${frames}\nfinterval=0.1\nunit=micron\n`, at: 4096 }],
    4096 + frames * height * width,
  );
  const file = openSync(path, "r+");
  writeSync(file, Buffer.from([7, 8, 9]), 0, 3, 4096 + 4199 * height * width);
  closeSync(file);
  const source = await openRecording(path);
  expect(source.info).toMatchObject({ shape: { t: 4200, z: 1 }, interval: 0.1 });
  expect(source.info.bytes).toBeGreaterThan(4 * 2 ** 30);
  expect(Array.from((await source.read(4199, 0, 0)).data.subarray(0, 4))).toEqual([7, 8, 9, 0]);
  await source.close();
});

test("of an ImageJ stack with fewer frames than it says those that are there are read, and it says so", async () => {
  const path = tiff("cut.tif", 8, 8, [{ description: "ImageJ=1.54f\nimages=10\nframes=10\n", at: 512 }], 512 + 9 * 64 + 20);
  const { info, close } = await openRecording(path);
  expect(info.shape.t).toBe(9);
  expect(info.notes.join()).toMatch(/first 9 of 10 frames are whole/);
  await close();
});

test("Micro-Manager's stamps give uneven times and the pixel size", async () => {
  const stamp = (ms: number) => JSON.stringify({ "ElapsedTime-ms": ms, PixelSizeUm: 0.65 });
  const path = tiff("mm.tif", 4, 4, [
    { description: "ImageJ=1.52\nimages=3\nframes=3\n", microManager: stamp(1000) },
    { microManager: stamp(1250) },
    { microManager: stamp(1750) },
  ]);
  const { info, close } = await openRecording(path);
  expect(info).toMatchObject({
    format: "Micro-Manager ImageJ TIFF",
    pixelSize: [0.65, 0.65],
    times: [0, 0.25, 0.75],
    shape: { t: 3 },
    missing: [],
  });
  await close();
});

const ome = (pixels: string, root = "") =>
  `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"${root}><Image ID="Image:0">${pixels}</Image></OME>`;

test("TiffData blocks place each plane, whatever the order of the pages", async () => {
  const blocks = [2, 0, 1].map((ifd, t) => `<TiffData IFD="${ifd}" FirstT="${t}" PlaneCount="1"/>`).join("");
  const path = tiff("order.ome.tif", 2, 2, [
    {
      description: ome(`<Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="1" SizeC="1" SizeT="3">${blocks}</Pixels>`),
    },
    {},
    {},
  ]);
  const source = await openRecording(path);
  const seen: number[] = [];
  for (let t = 0; t < 3; t++) seen.push((await source.read(t, 0, 0)).data[0] ?? -1);
  expect(seen).toEqual([2, 0, 1]);
  await source.close();
});

const setXml = (own: string) =>
  ome(
    `<Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="1" SizeC="1" SizeT="3"><TiffData IFD="0" FirstT="0"><UUID FileName="a.ome.tif">urn:uuid:1</UUID></TiffData><TiffData IFD="1" FirstT="1"><UUID FileName="b.ome.tif">urn:uuid:2</UUID></TiffData><TiffData IFD="0" FirstT="2"><UUID FileName="b.ome.tif">urn:uuid:2</UUID></TiffData></Pixels>`,
    ` UUID="urn:uuid:${own}"`,
  );

test("a set of OME-TIFF files is read from any of them, each plane from its own file", async () => {
  tiff("a.ome.tif", 2, 2, [{ description: setXml("1") }]);
  const path = tiff("b.ome.tif", 2, 2, [{ description: setXml("2") }, {}]);
  for (const name of ["a.ome.tif", "b.ome.tif"]) {
    const source = await openRecording(join(room, name));
    const seen: number[] = [];
    for (let t = 0; t < 3; t++) seen.push((await source.read(t, 0, 0)).data[0] ?? -1);
    expect([name, seen]).toEqual([name, [0, 1, 0]]);
    await source.close();
  }
  rmSync(path);
  const source = await openRecording(join(room, "a.ome.tif"));
  await expect(source.read(1, 0, 0)).rejects.toMatchObject({ code: "not-found", message: expect.stringMatching(/b\.ome\.tif/) });
  expect((await source.read(0, 0, 0)).data[0]).toBe(0);
  await source.close();
});

test("a companion file describes a set whose pixel files only name it", async () => {
  const binary = `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:2"><BinaryOnly MetadataFile="set.companion.ome" UUID="urn:uuid:9"/></OME>`;
  tiff("a.ome.tif", 2, 2, [{ description: binary }]);
  tiff("b.ome.tif", 2, 2, [{ description: binary }, {}]);
  writeFileSync(join(room, "set.companion.ome"), setXml("9"));
  for (const name of ["set.companion.ome", "b.ome.tif"]) {
    const source = await openRecording(join(room, name));
    expect(source.info).toMatchObject({ format: "OME-TIFF", shape: { t: 3, y: 2, x: 2 }, dtype: "uint8" });
    expect((await source.read(1, 0, 0)).data[0]).toBe(1);
    await source.close();
  }
});

test("a set that names a file outside its folder is not opened", async () => {
  const path = tiff("out.ome.tif", 2, 2, [
    { description: setXml("1").replaceAll("b.ome.tif", "../b.ome.tif").replaceAll("a.ome.tif", "out.ome.tif") },
  ]);
  await expect(openRecording(path)).rejects.toMatchObject({ code: "damaged", message: expect.stringMatching(/outside its own folder/) });
});

test("exposure and objective are read where OME-XML has them", async () => {
  const path = tiff("optics.ome.tif", 2, 2, [
    {
      description: `<?xml version="1.0"?><OME><Instrument><Objective ID="Objective:0" Manufacturer="Nikon" LensNA="0.75" NominalMagnification="20"/></Instrument><Image ID="Image:0"><ObjectiveSettings ID="Objective:0"/><Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="1" SizeC="1" SizeT="1"><Plane TheT="0" TheC="0" TheZ="0" ExposureTime="25" ExposureTimeUnit="ms"/></Pixels></Image></OME>`,
    },
  ]);
  const { info, close } = await openRecording(path);
  expect(info.optics).toEqual({ exposure: 0.025, numericalAperture: 0.75, objective: "Nikon 20×" });
  await close();
});

const indexed = (t: number, z: number, ms: number) =>
  JSON.stringify({
    FrameIndex: t,
    ChannelIndex: 0,
    SliceIndex: z,
    "ElapsedTime-ms": ms,
    PixelSizeUm: 0.65,
    "Exposure-ms": 10,
    Channel: "GFP",
  });

test("a Micro-Manager acquisition over several files is one movie; a frame that lacks a slice was dropped", async () => {
  const folder = mkdtempSync(join(room, "mm-"));
  const name = (end: string) => join(folder, `run_MMStack_Pos0${end}.tif`).slice(room.length + 1);
  tiff(name(""), 2, 2, [
    { description: "ImageJ=1.52\nimages=3\n", microManager: indexed(0, 0, 0) },
    { microManager: indexed(0, 1, 5) },
    { microManager: indexed(1, 0, 100) },
  ]);
  const second = tiff(name("_1"), 2, 2, [{ microManager: indexed(3, 1, 305) }, { microManager: indexed(3, 0, 300) }]);
  writeFileSync(join(folder, "run_MMStack_Pos0_metadata.txt"), JSON.stringify({ Summary: { "z-step_um": 1.5, Interval_ms: 100 } }));
  for (const path of [join(room, name("")), second]) {
    const source = await openRecording(path);
    expect(source.info).toMatchObject({
      format: "Micro-Manager TIFF",
      shape: { t: 2, c: 1, z: 2 },
      times: [0, 0.3],
      interval: 0.1,
      zStep: 1.5,
      pixelSize: [0.65, 0.65],
      channels: [{ name: "GFP" }],
      optics: { exposure: 0.01 },
      missing: [],
    });
    expect(source.info.notes.join()).toMatch(/2 of 4 frames lack an image/);
    expect((await source.read(1, 0, 0)).data[0]).toBe(1);
    expect((await source.read(1, 0, 1)).data[0]).toBe(0);
    await source.close();
  }
});

test("ScanImage's header gives channels, planes, fly-back, rate and stamps", async () => {
  const header = (n: number) =>
    [
      `frameTimestamps_sec = ${(n >> 1) * 0.05}`,
      "SI.hChannels.channelSave = [1;2]",
      "SI.hStackManager.enable = true",
      "SI.hStackManager.numSlices = 3",
      "SI.hStackManager.framesPerSlice = 1",
      "SI.hStackManager.numFramesPerVolumeWithFlyback = 4",
      "SI.hStackManager.stackZStepSize = -2",
      "SI.hRoiManager.scanVolumeRate = 5",
      "SI.hRoiManager.imagingFovUm = [-5 -5;5 -5;5 5;-5 5]",
    ].join("\n");
  const path = tiff(
    "si.tif",
    4,
    4,
    Array.from({ length: 17 }, (_, n) => ({ description: header(n) })),
  );
  const source = await openRecording(path);
  expect(source.info).toMatchObject({
    format: "ScanImage TIFF",
    shape: { t: 2, c: 2, z: 3 },
    interval: 0.2,
    zStep: 2,
    pixelSize: [2.5, 2.5],
    times: [0, 0.2],
    missing: ["channels"],
  });
  expect((await source.read(1, 1, 2)).data[0]).toBe(8 + 4 + 1);
  await source.close();
});

test("a renamed OME-TIFF is still one whole file", async () => {
  const block = '<TiffData IFD="0" PlaneCount="2"><UUID FileName="before.ome.tif">urn:uuid:1</UUID></TiffData>';
  const path = tiff("after.ome.tif", 2, 2, [
    {
      description: ome(
        `<Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="1" SizeC="1" SizeT="2">${block}</Pixels>`,
        ' UUID="urn:uuid:1"',
      ),
    },
    {},
  ]);
  const source = await openRecording(path);
  expect(source.info.shape.t).toBe(2);
  await source.close();
});

test.each([
  ["fewer pages than planes", 'SizeT="5"', "truncated"],
  ["no frames", 'SizeT="0"', "empty"],
  ["an absurd count", 'SizeT="999999999"', "truncated"],
  ["a count that is no number", 'SizeT="many"', "damaged"],
] as const)("OME metadata with %s is refused", async (_, size, code) => {
  const path = tiff("planes.ome.tif", 2, 2, [
    {
      description: ome(`<Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="1" SizeC="1" ${size}><TiffData/></Pixels>`),
    },
    {},
  ]);
  await expect(openRecording(path)).rejects.toMatchObject({ code });
});
