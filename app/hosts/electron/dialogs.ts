import { BrowserWindow, dialog } from "electron";
import type { OpenDialogOptions } from "electron";
import type { HostParts } from "#services/host-parts";

type Purpose = Parameters<NonNullable<HostParts["pick"]>>[0];

/** Last endings of files that hold recordings; a folder of images or an OME-Zarr is dropped on the window. */
const recordings = [
  ...["tif", "tiff", "btf", "tf8", "ome", "png"],
  ...["nwb", "h5", "hdf5", "he5", "mat", "nrrd", "mha", "nii", "gz"],
  ...["mp4", "m4v", "mov", "webm"],
];

const options = {
  recording: {
    title: "Open a recording",
    properties: ["openFile"],
    filters: [
      { name: "Recordings", extensions: recordings },
      { name: "All files", extensions: ["*"] },
    ],
  },
  tracks: {
    title: "Import positions",
    properties: ["openFile"],
    filters: [
      {
        name: "Points, tracks, label images, exports",
        extensions: ["csv", "xml", "h5", "tif", "tiff", "nrrd", "mha", "nii", "gz", "parquet", "nwb", "mat", "json"],
      },
      { name: "All files", extensions: ["*"] },
    ],
  },
  model: {
    title: "Add a model",
    properties: ["openFile"],
    filters: [{ name: "ONNX networks", extensions: ["onnx"] }],
  },
  study: { title: "Open a study", properties: ["openDirectory"] },
  folder: { title: "Choose a folder", properties: ["openDirectory", "createDirectory"] },
} as const satisfies Record<Purpose, unknown>;

/** The system's own dialog; null where the user closed it. */
export async function pick(purpose: Purpose): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  // The dialog takes its lists as mutable arrays.
  const asked = structuredClone(options[purpose]) as unknown as OpenDialogOptions;
  const { canceled, filePaths } = window ? await dialog.showOpenDialog(window, asked) : await dialog.showOpenDialog(asked);
  return canceled ? null : (filePaths[0] ?? null);
}
