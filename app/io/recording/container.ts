import { extname } from "node:path";
import { Failure } from "#contract/failure";
import type { RandomFile } from "#io/recording/file";

/** Families of files that are read. */
export type Container = "tiff" | "companion" | "hdf5" | "png" | "nrrd" | "metaimage" | "nifti";

/** Files that are known and not read, with what to do instead. */
const refusals: readonly {
  readonly name: string;
  readonly test: (head: Uint8Array, extension: string) => boolean;
  readonly advice: string;
}[] = [
  {
    name: "a Nikon ND2 file",
    test: (head, ext) => starts(head, [0xda, 0xce, 0xbe, 0x0a]) || ext === ".nd2",
    advice:
      "export it as OME-TIFF in Fiji (File ▸ Import ▸ Bio-Formats, File ▸ Save As ▸ OME-TIFF), or on the command line with bfconvert in.file out.ome.tif",
  },
  {
    name: "a Zeiss CZI file",
    test: (head, ext) => text(head, 0, 10) === "ZISRAWFILE" || ext === ".czi",
    advice:
      "export it as OME-TIFF in Fiji (File ▸ Import ▸ Bio-Formats, File ▸ Save As ▸ OME-TIFF), or on the command line with bfconvert in.file out.ome.tif",
  },
  {
    name: "a Leica LIF file",
    test: (head, ext) => starts(head, [0x70, 0, 0, 0]) || ext === ".lif",
    advice:
      "export it as OME-TIFF in Fiji (File ▸ Import ▸ Bio-Formats, File ▸ Save As ▸ OME-TIFF), or on the command line with bfconvert in.file out.ome.tif",
  },
  {
    name: "a video",
    test: (head, ext) =>
      text(head, 4, 8) === "ftyp" ||
      starts(head, [0x1a, 0x45, 0xdf, 0xa3]) ||
      text(head, 8, 12) === "AVI " ||
      [".mp4", ".mov", ".avi", ".webm", ".mkv"].includes(ext),
    advice:
      "open it in the window where the browser decodes it, or turn its frames into a numbered folder of pictures (ffmpeg -i movie.mp4 -pix_fmt gray16be frames/t%05d.png) and open that; video packs with loss, so brightness is not exact",
  },
  {
    name: "a JPEG picture",
    test: (head) => starts(head, [0xff, 0xd8, 0xff]),
    advice: "record or export the movie as TIFF, since JPEG alters the grey levels",
  },
  { name: "a ZIP archive", test: (head) => starts(head, [0x50, 0x4b, 3, 4]), advice: "unpack it and open the recording inside" },
  {
    name: "a MATLAB file of the kind before 7.3",
    test: (head) => text(head, 0, 6) === "MATLAB",
    advice: 'save it again in MATLAB with save(name, "-v7.3")',
  },
];

/**
 * What kind of file this is, by its first bytes (the extension only helps where bytes say nothing).
 *
 * @throws Failure "unsupported"
 */
export function containerOf(file: RandomFile): Container {
  const length = Math.min(file.size, 512);
  const view = file.view(0, length);
  const head = new Uint8Array(view.buffer, view.byteOffset, length).slice();
  const name = file.path.toLowerCase();
  const extension = extname(name);
  if (isTiff(head)) return "tiff";
  if (name.endsWith(".companion.ome") || name.endsWith(".ome.xml")) return "companion";
  if (isHdf5(file, head)) return "hdf5";
  if (starts(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (text(head, 0, 4) === "NRRD") return "nrrd";
  if ([".mha", ".mhd"].includes(extension)) return "metaimage";
  if (name.endsWith(".nii") || name.endsWith(".nii.gz")) return "nifti";
  for (const { name: what, test, advice } of refusals) {
    if (test(head, extension)) {
      throw new Failure("unsupported", `${file.path} is ${what}, which is not read directly: ${advice}.`, { path: file.path });
    }
  }
  throw new Failure(
    "unsupported",
    `${file.path} is not a recording that can be read: give a TIFF, OME-TIFF, HDF5, NWB, MATLAB 7.3, OME-Zarr, NRRD, MHA, NIfTI or PNG file, or a folder of numbered images.`,
    {
      path: file.path,
      extension,
    },
  );
}

function isTiff(head: Uint8Array): boolean {
  return (
    starts(head, [0x49, 0x49, 42, 0]) ||
    starts(head, [0x4d, 0x4d, 0, 42]) ||
    starts(head, [0x49, 0x49, 43, 0]) ||
    starts(head, [0x4d, 0x4d, 0, 43])
  );
}

/** The signature stands at the front, or behind a block of the user's own (MATLAB 7.3). */
function isHdf5(file: RandomFile, head: Uint8Array): boolean {
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  if (starts(head, signature)) return true;
  return [512, 1024, 2048].some((at) => {
    if (at + 8 > file.size) return false;
    const view = file.view(at, 8);
    return signature.every((byte, i) => view.getUint8(i) === byte);
  });
}

function starts(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte);
}

function text(head: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...head.subarray(from, to));
}
