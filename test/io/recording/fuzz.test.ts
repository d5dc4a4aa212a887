import { cpSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Random } from "#core/optics/random";
import { openPart } from "#io/recording/tiff/parts";
import { Reader } from "#test/make/fuzz";
import type { Reading } from "#test/make/fuzz-child";
import { mutate } from "#test/make/mutate";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();
const fixtures = new URL("../../fixtures/", import.meta.url).pathname;
/** Damaged files of each family: some on every run, as many as are asked for in the long suite. */
const mutants = Number(process.env["NEMATRACE_MUTANTS"] ?? 200);
const seed = Number(process.env["NEMATRACE_SEED"] ?? 4);
const mostMemory = 300 * 2 ** 20;

const reader = new Reader();
afterAll(() => reader.close());

type Range = readonly [number, number];

/** A recording to be damaged, and where its file holds bare pixels that nothing vouches for. */
interface Specimen {
  readonly path: string;
  /** Files that may be damaged. */
  readonly files: readonly string[];
  readonly bare: (file: string) => Promise<readonly Range[]>;
}

function filesIn(family: string): string[] {
  return readdirSync(join(fixtures, family))
    .filter((name) => !name.endsWith(".md"))
    .map((name) => join(fixtures, family, name));
}

function single(path: string, bare: (file: string) => Promise<readonly Range[]>): Specimen {
  return { path, files: [""], bare };
}

/** Pixels of a TIFF that no checksum covers: all but those packed by Deflate. */
async function tiffPixels(file: string): Promise<Range[]> {
  const { pages, file: handle } = await openPart(file);
  await handle.close();
  if (pages.format.compression === "deflate") return [];
  return Array.from({ length: pages.count }, (_, page) => page).flatMap((page) => {
    const run = pages.run(page);
    if (run >= 0) return [[run, run + pages.format.height * pages.format.width * pages.format.bytesPerPixel] as const];
    const { offsets, counts } = pages.blocks(page);
    return offsets.map((offset, i) => [offset, offset + (counts[i] ?? 0)] as const);
  });
}

async function itkPixels(file: string): Promise<Range[]> {
  const bytes = readFileSync(file);
  const end = file.endsWith(".nrrd") ? bytes.indexOf("\n\n") + 2 : file.endsWith(".mha") ? bytes.indexOf("LOCAL\n") + 6 : 352;
  // NIfTI's slope and intercept turn stored values into others, whatever they are.
  const scale: Range[] = file.endsWith(".nii") ? [[112, 120]] : [];
  return file.endsWith(".gz") || file.endsWith("gzip.nrrd") ? [] : [[end, bytes.length], ...scale];
}

function zarrSpecimens(): Specimen[] {
  return [...filesIn("zarr"), ...filesIn("zarr3")].map((path) => {
    const files = (readdirSync(path, { recursive: true }) as string[]).filter((name) => statSync(join(path, name)).isFile());
    // Gzip, zlib and Castagnoli's checksum vouch for what they pack; the other packings for nothing.
    const vouched = /gzip|zlib|yxt|series|bare|turned|crc|shards\.ome/.test(path);
    return { path, files, bare: async (file) => (vouched || /\.z\w+$|zarr\.json$/.test(file) ? [] : [[0, Infinity]]) };
  });
}

const whole = async (): Promise<Range[]> => [[0, Infinity]];
const none = async (): Promise<Range[]> => [];
const families: Readonly<Record<string, () => Specimen[]>> = {
  tiff: () => filesIn("tiff").map((path) => single(path, tiffPixels)),
  itk: () =>
    filesIn("itk")
      .filter((path) => !path.endsWith(".png"))
      .map((path) => single(path, itkPixels)),
  // HDF5 vouches for all of a file where its newer layout meets a checksum of the data, and otherwise for nothing.
  hdf5: () => filesIn("hdf5").map((path) => single(path, /\/(gzip|fletcher|float)\.h5$/.test(path) ? none : whole)),
  zarr: zarrSpecimens,
  folder: () => filesIn("folder").map((path) => ({ path, files: readdirSync(path), bare: none })),
};

test.each(Object.keys(families))(
  "%s: damaged files end in a Failure or in the pixels that were there, in time and in memory",
  { timeout: 3_600_000 },
  async (family) => {
    const specimens = families[family]?.() ?? [];
    const random = new Random(seed);
    const wholes = new Map<string, Reading>();
    const complaints: string[] = [];
    let failures = 0;
    let same = 0;
    let differ = 0;
    for (let n = 0; n < mutants; n++) {
      const specimen = specimens[n % specimens.length] as Specimen;
      const place = join(room, `${family}-${n % specimens.length}-${specimen.path.split("/").at(-1)}`);
      if (!wholes.has(place)) {
        cpSync(specimen.path, place, { recursive: true });
        const whole = await reader.read(place);
        if (typeof whole === "string") throw new Error(`${specimen.path} ends in a ${whole}`);
        wholes.set(place, whole);
      }
      const file = specimen.files[Math.floor(random.uniform(0, specimen.files.length))] as string;
      const victim = join(place, file);
      const original = readFileSync(victim);
      const mutant = mutate(original, random, family === "hdf5");
      writeFileSync(victim, mutant.bytes);
      const reading = await reader.read(place);
      writeFileSync(victim, original);
      const before = wholes.get(place) as Reading;
      const verdict = judge(before, reading);
      if (verdict === "failure") failures++;
      else if (verdict === "same") same++;
      else if (verdict === "other pixels") {
        differ++;
        const bare = await specimen.bare(join(specimen.path, file).replace(/\/$/, ""));
        if (isMeaningful(file, mutant.bytes)) continue;
        const inPixels = mutant.touched.some((at) => bare.some(([from, to]) => at >= from && at < to));
        if (!inPixels)
          complaints.push(
            `${n} ${specimen.path.slice(fixtures.length)}/${file} ${verdict}: ${difference(before, reading as Reading)} touched ${mutant.touched.slice(0, 6).join()} cut ${mutant.cut}`,
          );
      } else complaints.push(`${n} ${specimen.path.slice(fixtures.length)}/${file} ${verdict}`);
    }
    process.stderr.write(`${family}: ${mutants} damaged files, ${failures} failures, ${same} read as before, ${differ} other pixels\n`);
    expect(complaints).toEqual([]);
  },
);

/** Zarr's descriptions are plain text without a checksum: while they are valid, what they say is what is read. */
function isMeaningful(file: string, bytes: Buffer): boolean {
  if (!/\.z(array|attrs|group)$|zarr\.json$/.test(file)) return false;
  try {
    return JSON.parse(bytes.toString("utf8")) !== null;
  } catch {
    return false;
  }
}

function judge(whole: Reading, reading: Reading | "hang" | "crash"): string {
  if (typeof reading === "string") return reading;
  if (reading.memory > mostMemory) return `took ${Math.round(reading.memory / 2 ** 20)} MiB`;
  if (reading.strange !== null) return reading.strange;
  if (reading.failure !== null) return "failure";
  if (whole.failure !== null) return "failure";
  // Planes are told by 40 digits of their digest, what could not be read by the code of its Failure.
  if (reading.planes.every((plane) => plane.length !== 40)) return "failure";
  if (reading.shape !== whole.shape || (reading.frames !== whole.frames && !reading.flagged)) return "other pixels";
  const differs = reading.planes.some((plane, i) => plane.length === 40 && plane !== whole.planes[i]);
  return differs ? "other pixels" : "same";
}

function difference(whole: Reading, reading: Reading): string {
  return `${whole.format} ${whole.shape} ×${whole.frames} → ${reading.format} ${reading.shape} ×${reading.frames}`;
}
