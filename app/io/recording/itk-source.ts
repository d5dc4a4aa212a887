import { readFile } from "node:fs/promises";
import { Failure } from "#contract/failure";
import { type RecordingSettings, pixelTypes } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import type { Container } from "#io/recording/container";
import type { RandomFile } from "#io/recording/file";
import { recordingInfoOf } from "#io/recording/info";
import { headText, inflated, pixelBytes } from "#io/recording/itk-lengths";
import { type Meaning, pageNumbering, plainMeaning, withAxes } from "#io/recording/meaning";
import { PlaneBuffers, sampleBytes } from "#io/recording/pixel-buffer";

/** These formats are read whole; larger files go as OME-TIFF. */
const mostBytes = 1024 ** 3;

/** Bytes that writers append to fill a block. */
const mostPadding = 16;

type ItkContainer = "nrrd" | "metaimage" | "nifti";

const names = { nrrd: "NRRD", metaimage: "MetaImage", nifti: "NIfTI" } as const satisfies Record<ItkContainer, string>;

/**
 * A picture or stack in NRRD, MetaImage or NIfTI, read whole through ITK.
 * ITK gives zeros for missing data, so the length of the file is checked against its header first.
 *
 * @throws Failure "out-of-range" | "unsupported" | "damaged" | "truncated" | "wrong-axes"
 */
export async function openItk(file: RandomFile, container: ItkContainer, settings: RecordingSettings): Promise<FrameSource> {
  const { path } = file;
  if (file.size > mostBytes) {
    throw new Failure(
      "out-of-range",
      `${path} has ${(file.size / mostBytes).toFixed(1)} GiB; ${names[container]} files are read up to 1 GiB: export it as OME-TIFF.`,
      { path, bytes: file.size, limit: mostBytes },
    );
  }
  const bytes = new Uint8Array(await readFile(path));
  const need = pixelBytes(container, bytes, path);
  if (need !== null && need.present < need.expected) {
    throw new Failure("truncated", `${path} is cut off: it holds ${need.present} of ${need.expected} bytes of pixels; copy it again.`, {
      path,
      ...need,
    });
  }
  if (need !== null && need.present > need.expected + mostPadding) {
    throw new Failure(
      "damaged",
      `${path} is damaged: it holds ${need.present} bytes of pixels and its header speaks of ${need.expected}; export it again.`,
      {
        path,
        ...need,
      },
    );
  }
  const image = await readWhole(path);
  const [x = 1, y = 1, ...rest] = image.size;
  const dtype = pixelTypes.find((type) => type === image.imageType.componentType);
  if (image.imageType.components !== 1) {
    throw new Failure(
      "unsupported",
      `${path} is a colour picture (${image.imageType.components} components a pixel); export grey levels.`,
      { path },
    );
  }
  const data = image.data;
  if (!dtype || !data)
    throw new Failure(
      "unsupported",
      `${path} stores pixels as ${image.imageType.componentType}; save it as 8-, 16- or 32-bit grey levels.`,
      { path },
    );
  const planes = rest.reduce((product, size) => product * size, 1);
  if (data.length !== x * y * planes || planes < 1)
    throw new Failure("truncated", `${path} holds fewer pixels than it says; copy it again.`, { path });
  let said = meaningOf(names[container], rest, planes, spacingOf(container, bytes, image.spacing, path));
  if (settings.axes !== null) said = withAxes(said, settings.axes, planes, path);
  const info = recordingInfoOf({ path, bytes: file.size }, { y, x, dtype }, said, settings);
  const buffers = new PlaneBuffers(path, info.shape, dtype);
  const all = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const planeBytes = x * y * sampleBytes[dtype];
  return {
    info,
    read: (t, c, z) =>
      buffers.read(t, c, z, (into) => {
        const from = said.pageOf(t, c, z) * planeBytes;
        into.set(all.subarray(from, from + planeBytes));
        return Promise.resolve();
      }),
    close: () => Promise.resolve(),
  };
}

async function readWhole(path: string) {
  const { readImageNode } = await import("@itk-wasm/image-io");
  // ITK tells its troubles to the console, where results of the command line go; the Failure below carries them.
  const { log, error } = console;
  console.log = console.error = () => undefined;
  try {
    return await readImageNode(path);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : `ITK code ${String(thrown)}`;
    throw new Failure("damaged", `${path} could not be read (${reason.split("\n")[0] ?? ""}); export it again, best as OME-TIFF.`, {
      path,
    });
  } finally {
    Object.assign(console, { log, error });
  }
}

/** The third axis of these formats is depth, the fourth time. */
function meaningOf(format: string, rest: readonly number[], planes: number, spacing: readonly number[] | null): Meaning {
  const plain = plainMeaning(format, planes);
  const sizes = { t: rest[1] ?? 1, c: 1, z: rest[0] ?? 1 };
  const known = sizes.t * sizes.z === planes;
  const step = (i: number): number | null => (spacing?.[i] !== undefined && spacing[i] > 0 ? spacing[i] : null);
  const [x, y, z] = [step(0), step(1), step(2)];
  return {
    ...plain,
    ...(known ? { sizes, axesKnown: true, pageOf: pageNumbering(["t", "z"], sizes), notes: [] } : {}),
    ...(known && sizes.z > 1 && sizes.t === 1
      ? {
          notes: [
            `${format} files hold depth on their third axis, so the ${sizes.z} planes are read as z. If this is a movie in time, give the axes as t.`,
          ],
        }
      : {}),
    pixelSize: x !== null && y !== null ? [y, x] : null,
    zStep: z,
  };
}

/** Spacing in µm where the file names its unit; null where it does not. */
function spacingOf(container: Container, bytes: Uint8Array, spacing: readonly number[], path: string): readonly number[] | null {
  if (container === "nrrd") {
    const unit = /space units:\s*"([^"]+)"/i.exec(headText(bytes))?.[1] ?? "";
    const factor = { mm: 1e3, um: 1, µm: 1, micron: 1, microns: 1, nm: 1e-3 }[unit.toLowerCase()];
    return factor === undefined ? null : spacing.map((step) => step * factor);
  }
  if (container === "nifti") {
    const head = inflated(bytes, path);
    const unit = (head[123] ?? 0) & 7;
    const factor = unit === 1 ? 1e6 : unit === 2 ? 1e3 : unit === 3 ? 1 : null;
    // ITK gives millimetres whatever the header's unit is called; the header's own numbers are the same numbers.
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return factor === null ? null : [80, 84, 88].map((at) => view.getFloat32(at, head[0] === 0x5c) * factor);
  }
  return null;
}
