import type { NwbContents } from "#io/nwb/contents";
import { typed } from "#io/nwb/core-types";
import type { Hdf5Writer } from "#io/recording/hdf5/writer";

/** Where the imaging plane lies in the file. */
export const imagingPlane = "/general/optophysiology/ImagingPlane";

/** The microscope and the volume it saw. What nobody said is "unknown", or NaN where a number has to be. */
export function writeImagingPlane(file: Hdf5Writer, { recording, activity, session, unit, ground, times, virtual }: NwbContents): void {
  const objective = recording.optics?.objective ?? null;
  file.group("/general/devices");
  file.group("/general/devices/Microscope", {
    ...typed("Device"),
    description: objective === null ? "Fluorescence microscope." : `Fluorescence microscope, objective ${objective}.`,
  });
  file.group("/general/optophysiology");
  file.group(imagingPlane, typed("ImagingPlane"));
  file.dataset(`${imagingPlane}/description`, virtual ?? `Recorded as ${recording.format}.`);
  file.dataset(`${imagingPlane}/excitation_lambda`, session.excitation > 0 ? session.excitation : Number.NaN);
  file.dataset(`${imagingPlane}/indicator`, session.indicator || "unknown");
  file.dataset(`${imagingPlane}/location`, "unknown");
  if (times.length > 1) file.dataset(`${imagingPlane}/imaging_rate`, (times.length - 1) / (times[times.length - 1]! - times[0]!));
  if (unit === "µm") {
    const depth = ground.shape[0] > 1;
    const [z, y, x] = ground.voxel;
    file.dataset(`${imagingPlane}/grid_spacing`, metres(depth ? [x, y, z] : [x, y]), { unit: "meters" });
    file.dataset(`${imagingPlane}/origin_coords`, metres(depth ? [ground.origin[2], ground.origin[1], ground.origin[0]] : [0, 0]), {
      unit: "meters",
    });
    file.dataset(
      `${imagingPlane}/reference_frame`,
      "x to the right and y down the image, from the centre of the first pixel; z from the recorded plane, positive away from the objective.",
    );
  }
  file.link("/general/devices/Microscope", `${imagingPlane}/device`);
  const channel = recording.channels[activity];
  const optical = `${imagingPlane}/OpticalChannel`;
  file.group(optical, typed("OpticalChannel"));
  file.dataset(`${optical}/description`, channel ? `Channel ${channel.name}.` : "The recording's channel.");
  file.dataset(`${optical}/emission_lambda`, channel?.wavelength ?? Number.NaN);
}

function metres(micrometres: readonly number[]): Float64Array {
  return Float64Array.from(micrometres, (length) => length * 1e-6);
}
