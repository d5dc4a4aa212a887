import { basename } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Failure } from "#contract/failure";
import type { RecordingOptics } from "#contract/recording";
import { micrometresOf, secondsOf } from "#io/recording/length-unit";
import { type Meaning, type Sizes, pageNumbering, plainMeaning } from "#io/recording/meaning";
import { placed } from "#io/recording/tiff/parts";

/** Whether a description is OME-XML. */
export function isOme(description: string): boolean {
  return /<OME[\s>]/.test(description.slice(0, 4000));
}

interface Element {
  readonly [name: string]: unknown;
}

/** What OME-XML says, and which files its planes lie in. */
export interface OmeSet {
  readonly said: Meaning;
  /** Names of the files, in the folder of the one that was opened; the first is that one itself, unless it holds no pixels. */
  readonly parts: readonly string[];
}

/**
 * What OME-XML says about the planes of a file or of a set of files. Planes are numbered by `placed`.
 *
 * @param pages pages of the file that was opened; 0 where it holds only the description (a companion)
 * @param cut whether that file is known to be cut short; its missing planes are then −1
 * @throws Failure "damaged" | "unsupported" | "truncated" | "empty"
 */
export function omeSet(xml: string, pages: number, path: string, cut: boolean): OmeSet {
  const root = parse(xml, path);
  const images = list(root["Image"]);
  const image = images[0];
  const pixels = image ? list(image["Pixels"])[0] : undefined;
  if (!image || !pixels) throw damaged(path, "its OME description names no image");
  const sizes: Sizes = { t: count(pixels, "SizeT", path), c: count(pixels, "SizeC", path), z: count(pixels, "SizeZ", path) };
  const channels = list(pixels["Channel"]);
  if (channels.some((channel) => Number(channel["SamplesPerPixel"] ?? 1) > 1)) {
    throw new Failure("unsupported", `${path} is a colour (RGB) picture; export each channel as grey levels.`, { path });
  }
  const planes = list(pixels["Plane"]);
  const zs = planes.filter(
    (plane) => Number(plane["TheT"] ?? 0) === 0 && Number(plane["TheC"] ?? 0) === 0 && plane["PositionZ"] !== undefined,
  );
  const firstZ = zs.find((plane) => Number(plane["TheZ"] ?? 0) === 0);
  const virtual = list(list(root["StructuredAnnotations"])[0]?.["XMLAnnotation"]).find((note) => note["Namespace"] === "nematrace/virtual");
  // A single recorded plane is z = 0, wherever the stage stood; a virtual one lies at the depth it was refocused to.
  const placedInDepth = sizes.z > 1 || virtual !== undefined;
  const zOrigin = firstZ && placedInDepth ? Number(firstZ["PositionZ"]) * (micrometresOf(String(firstZ["PositionZUnit"] ?? "")) ?? 0) : 0;
  const x = length(pixels, "PhysicalSizeX");
  const y = length(pixels, "PhysicalSizeY");
  const increment = Number(pixels["TimeIncrement"]) * (secondsOf(String(pixels["TimeIncrementUnit"] ?? "s")) ?? Number.NaN);
  const times = stampsOf(planes, sizes.t);
  const notes = images.length > 1 ? [`The file holds ${images.length} images; the first is read.`] : [];
  const { pageOf, parts } = placement(root, pixels, sizes, pages, path, cut);
  const optics = opticsOf(root, image, planes);
  return {
    parts,
    said: {
      ...plainMeaning("OME-TIFF", pages),
      sizes,
      axesKnown: true,
      pageOf,
      pixelSize: x !== null && y !== null ? [y, x] : null,
      zStep: length(pixels, "PhysicalSizeZ"),
      zOrigin: Number.isFinite(zOrigin) ? zOrigin : 0,
      interval: increment > 0 ? increment : null,
      times,
      channelNames: channels.map((channel) => String(channel["Name"] ?? channel["Fluor"] ?? "")),
      wavelengths: channels.map((channel) => {
        const nm =
          Number(channel["EmissionWavelength"]) * (micrometresOf(String(channel["EmissionWavelengthUnit"] ?? "nm")) ?? Number.NaN) * 1000;
        return nm > 0 ? nm : null;
      }),
      virtual: virtual ? String(list(virtual["Value"])[0]?.["Virtual"] ?? "virtual") : null,
      ...(optics && { optics }),
      notes,
    },
  };
}

/** The file that holds the description of a set whose pixel files hold none (`BinaryOnly`); null for all others. */
export function metadataFile(xml: string, path: string): string | null {
  const only = list(parse(xml, path)["BinaryOnly"])[0];
  const file = only?.["MetadataFile"];
  return file === undefined ? null : besideName(String(file), path);
}

/** Exposure, and the objective that the image was taken with. */
function opticsOf(root: Element, image: Element, planes: readonly Element[]): RecordingOptics | null {
  const exposures = planes.map(
    (plane) => Number(plane["ExposureTime"]) * (secondsOf(String(plane["ExposureTimeUnit"] ?? "s")) ?? Number.NaN),
  );
  const exposure = exposures.find((time) => time > 0) ?? null;
  const wanted = list(image["ObjectiveSettings"])[0]?.["ID"];
  const objectives = list(root["Instrument"]).flatMap((instrument) => list(instrument["Objective"]));
  const objective = objectives.find((each) => each["ID"] === wanted) ?? (objectives.length === 1 ? objectives[0] : undefined);
  const aperture = Number(objective?.["LensNA"]);
  const magnification = Number(objective?.["NominalMagnification"]);
  const name = [objective?.["Manufacturer"], objective?.["Model"], magnification > 0 ? `${magnification}×` : undefined]
    .filter(Boolean)
    .join(" ");
  if (exposure === null && !(aperture > 0) && name === "") return null;
  return { exposure, numericalAperture: aperture > 0 ? aperture : null, objective: name === "" ? null : name };
}

function parse(xml: string, path: string): Element {
  if (xml.includes("<!DOCTYPE")) throw damaged(path, "its OME description holds a document type, which OME-XML never has");
  if (XMLValidator.validate(xml) !== true) throw damaged(path, "its OME description is not valid XML");
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    removeNSPrefix: true,
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: true,
    htmlEntities: true,
  });
  const document = parser.parse(xml) as Element;
  const root = list(document["OME"])[0];
  if (!root) throw damaged(path, "its OME description has no root");
  return root;
}

const mostPlanes = 50_000_000;

/** Maps t, c, z to planes by the TiffData blocks, or in the order of the dimensions where there are none. */
function placement(
  root: Element,
  pixels: Element,
  sizes: Sizes,
  pages: number,
  path: string,
  isCut: boolean,
): { readonly pageOf: Meaning["pageOf"]; readonly parts: readonly string[] } {
  const order = String(pixels["DimensionOrder"] ?? "XYZCT").toLowerCase();
  const axes = [...order].filter((axis) => axis === "t" || axis === "c" || axis === "z").reverse();
  if (axes.length !== 3 || new Set(axes).size !== 3) throw damaged(path, `its OME dimension order is "${order}"`);
  const planes = sizes.t * sizes.c * sizes.z;
  const inOrder = pageNumbering(axes, sizes);
  const blocks = list(pixels["TiffData"]).filter(
    (block) => Object.keys(block).some((name) => name !== "UUID") || isElsewhere(root, block, path),
  );
  const parts = pages > 0 ? [basename(path)] : [];
  const partOf = new Map<string, number>();
  const elsewhere = blocks.some((block) => isElsewhere(root, block, path));
  if (!elsewhere && planes > pages && !isCut) throw cut(path, planes, pages);
  if (planes > mostPlanes) throw cut(path, planes, pages);
  if (blocks.length === 0) return { pageOf: (t, c, z) => within(inOrder(t, c, z), pages), parts };
  const pageOf = new Float64Array(planes).fill(-1);
  for (const block of blocks) {
    let part = 0;
    if (isElsewhere(root, block, path)) {
      const name = besideName(String(list(block["UUID"])[0]?.["FileName"] ?? ""), path);
      part = partOf.get(name) ?? parts.length;
      if (part === parts.length) parts.push(name);
      partOf.set(name, part);
    }
    const own = pages > 0 && part === 0;
    const first = { t: whole(block["FirstT"], 0), c: whole(block["FirstC"], 0), z: whole(block["FirstZ"], 0) };
    const ifd = whole(block["IFD"], 0);
    const length = whole(block["PlaneCount"], block["IFD"] === undefined ? planes : 1);
    let at = inOrder(first.t, first.c, first.z);
    for (let i = 0; i < length && at < planes; i++, at++) {
      if (own && ifd + i >= pages) {
        if (!isCut && block["PlaneCount"] !== undefined) throw cut(path, planes, pages);
        break;
      }
      pageOf[at] = placed(part, ifd + i);
    }
  }
  const filled = pageOf.reduce((sum, page) => sum + (page >= 0 ? 1 : 0), 0);
  if (filled < planes && !isCut) throw cut(path, planes, filled);
  return { pageOf: (t, c, z) => pageOf[inOrder(t, c, z)] ?? -1, parts };
}

function within(page: number, pages: number): number {
  return page < pages ? page : -1;
}

function isElsewhere(root: Element, block: Element, path: string): boolean {
  const uuid = list(block["UUID"])[0];
  if (!uuid) return false;
  const own = root["UUID"];
  const named = uuid["#text"];
  if (own !== undefined && named !== undefined) return own !== named;
  const file = uuid["FileName"];
  return file !== undefined && basename(String(file)) !== basename(path);
}

/** A file name that the description gives; it lies in the same folder, or the description is not trusted. */
function besideName(name: string, path: string): string {
  if (name === "" || name === "." || name === ".." || /[\\/\0]/.test(name))
    throw damaged(path, `its OME description points outside its own folder ("${name}")`);
  return name;
}

/** Acquisition time of each frame (its first stamped plane), s; null unless every frame has one. */
function stampsOf(planes: readonly Element[], frames: number): number[] | null {
  if (planes.length === 0 || frames > 10_000_000) return null;
  const times = new Map<number, number>();
  for (const plane of planes) {
    const t = whole(plane["TheT"], 0);
    const stamp = Number(plane["DeltaT"]) * (secondsOf(String(plane["DeltaTUnit"] ?? "s")) ?? Number.NaN);
    if (!Number.isFinite(stamp) || times.has(t)) continue;
    times.set(t, stamp);
  }
  if (times.size !== frames || frames < 2) return null;
  const stamps: number[] = [];
  for (let t = 0; t < frames; t++) {
    const stamp = times.get(t);
    if (stamp === undefined || (t > 0 && stamp <= (stamps[t - 1] ?? 0))) return null;
    stamps.push(stamp);
  }
  return stamps;
}

function length(pixels: Element, name: string): number | null {
  const value = Number(pixels[name]) * (micrometresOf(String(pixels[`${name}Unit`] ?? "µm")) ?? Number.NaN);
  return value > 0 && Number.isFinite(value) ? value : null;
}

function count(pixels: Element, name: string, path: string): number {
  const value = Number(pixels[name] ?? 1);
  if (!Number.isInteger(value) || value < 0 || value > 1e9)
    throw damaged(path, `its OME description says ${name} is "${String(pixels[name])}"`);
  if (value === 0) throw new Failure("empty", `${path} says that it has no frames (${name} is 0); export it again.`, { path, frames: 0 });
  return value;
}

function whole(value: unknown, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  return Number.isInteger(number) && number >= 0 ? number : otherwise;
}

function list(value: unknown): Element[] {
  const values = Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value];
  return values.map((each: unknown) => (typeof each === "object" && each !== null ? (each as Element) : { "#text": each }));
}

function damaged(path: string, what: string): Failure {
  return new Failure("damaged", `${path} is damaged: ${what}; export it again.`, { path });
}

function cut(path: string, planes: number, present: number): Failure {
  return new Failure("truncated", `${path} says that it has ${planes} planes and holds ${present}; copy it again from the microscope.`, {
    path,
    planes,
    present,
  });
}
