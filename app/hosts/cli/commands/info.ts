import type { MissingFact, RecordingInfo, RecordingOptics } from "#contract/recording";
import { unsaid } from "#contract/recording";
import { type Register, report } from "#hosts/cli/command";
import { listDatasets } from "#io/recording/datasets";
import { openRecording } from "#io/recording/open";

/** What to give for each fact that a file lacks. */
const remedies = {
  "pixel-size": "pixel size is not in the file: give --pixel-size µm (1 counts in pixels)",
  interval: "time between frames is not in the file: give --interval s",
  "z-step": "distance between planes is not in the file: give --voxel z,y,x",
  axes: "the file does not say what its pages are: give --axes (t for a movie, z for a stack, tc for two channels)",
  dataset: "the file holds several arrays: give --dataset with the path of the one to read",
  channels: "the file does not say which channel shows activity: give --channel (and --reference-channel for a steady red one)",
} as const satisfies Record<MissingFact, string>;

/** `info FILE`: what the file says about itself, and what it leaves out. */
export const infoCommand: Register = (program) => {
  program
    .command("info")
    .description("Shape, axes, pixel type, pixel size, interval and channels of a recording, and what is missing.")
    .argument("<file>", "a TIFF, OME-TIFF, HDF5, NWB, MATLAB 7.3, OME-Zarr, NRRD, MHA, NIfTI or PNG file, or a folder of numbered images")
    .option("--axes <letters>", "how the pages are to be read, slowest first, for example t, tc2 or tz41")
    .option("--dataset <path>", "array to read in a file of many (HDF5, NWB, MATLAB 7.3)")
    .option("--json", "print everything as JSON")
    .action(async (file: string, flags: { readonly axes?: string; readonly dataset?: string; readonly json?: boolean }) => {
      const source = await openRecording(file, { ...unsaid, axes: flags.axes ?? null, dataset: flags.dataset ?? null });
      await source.close();
      const { info } = source;
      const axes = axesOf(info);
      const datasets = await listDatasets(file);
      report(flags.json, { ...info, axes, ...(datasets.length > 0 && { datasets }), advice: info.missing.map((fact) => remedies[fact]) }, [
        `${info.name}: ${info.format}, ${(info.bytes / 1e6).toFixed(1)} MB`,
        `shape      ${axes.map((axis) => `${axis} ${info.shape[axis]}`).join(", ")} (${info.dtype})`,
        `pixel      ${info.pixelSize ? `${info.pixelSize[0]} × ${info.pixelSize[1]} µm (y × x)` : "not said"}${info.zStep === null ? "" : `, planes ${info.zStep} µm apart from ${info.zOrigin} µm`}`,
        `interval   ${info.interval === null ? (info.shape.t > 1 ? "not said" : "one frame") : `${info.interval} s${info.times ? " (stamped)" : ""}`}`,
        `channels   ${info.channels.map(({ name, role, wavelength }, i) => `${i} ${name} (${role}${wavelength === null ? "" : `, ${wavelength} nm`})`).join(", ")}`,
        ...(info.optics ? [`optics     ${opticsWords(info.optics)}`] : []),
        ...datasets.map(
          ({ path, shape, dtype, unit }) =>
            `${path === info.dataset ? "reads     " : "holds     "} ${path}  ${shape.join(" × ")} ${dtype}${unit === null ? "" : ` (${unit})`}`,
        ),
        ...(info.virtual ? [`virtual    ${info.virtual}`] : []),
        ...info.missing.map((fact) => `missing    ${remedies[fact]}`),
        ...info.notes.map((note) => `note       ${note}`),
      ]);
    });
};

function opticsWords({ exposure, numericalAperture, objective }: RecordingOptics): string {
  const words = [
    exposure === null ? null : `exposure ${exposure} s`,
    numericalAperture === null ? null : `NA ${numericalAperture}`,
    objective,
  ].filter((word) => word !== null);
  return words.length > 0 ? words.join(", ") : "not said";
}

function axesOf({ shape }: RecordingInfo): ("t" | "c" | "z" | "y" | "x")[] {
  const order = ["t", "c", "z", "y", "x"] as const;
  return order.filter((axis) => axis === "y" || axis === "x" || axis === "t" || shape[axis] > 1);
}
