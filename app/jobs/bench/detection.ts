import { execFile } from "node:child_process";
import { access, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { defaultsOf, detectSheet } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { BlobTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { detectBlobs } from "#core/detect/detect-blobs";
import { blobsOf, selectRows } from "#core/link/table-ops";
import { sampleOptions, Simulation } from "#core/optics/simulation";
import { detectionScore } from "#core/score/detection";
import { pairFrames } from "#core/score/pair-frames";

/** Finding neurons in one scanned stack, beside scikit-image on the same stack in the same run. */
export interface DetectionTimes {
  /** Voxels [z, y, x]. */
  readonly shape: readonly number[];
  /** s, fastest of several. */
  readonly seconds: number;
  /** F1 within 2 µm in three dimensions: at the automatic threshold, and at the best one, chosen in hindsight. */
  readonly f1: number;
  readonly bestF1: number;
  /** Null where there is no Python with scikit-image, and `missing` says so. */
  readonly reference: { readonly version: string; readonly seconds: number; readonly bestF1: number } | null;
  readonly missing: string;
}

const rounds = 5;
const gate = 2;
const neurons = 80;
/** × noise: low enough that the best threshold lies above. */
const leastThreshold = 6;

/**
 * Times detection on a simulated scanned stack of 512 × 512 × 41 voxels. scikit-image's `blob_log` is asked for three
 * sizes around that of the nuclei (its default is ten, which takes three times as long). F1 is compared at the
 * best threshold of each, chosen in hindsight, because blob_log has no automatic one.
 *
 * @param folder for the stack, which the other program reads
 */
export async function* timeDetection(folder: string): AsyncGenerator<Progress, DetectionTimes> {
  yield { done: 0, total: 3, message: "scanning a stack" };
  const { volume, truth } = scannedStack();
  const parameters = defaultsOf(detectSheet);
  yield { done: 1, total: 3, message: "finding neurons" };
  const times: number[] = [];
  let found = blobsOf(0);
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    found = detectBlobs(volume, 0, parameters);
    times.push((performance.now() - began) / 1000);
  }
  yield { done: 2, total: 3, message: "finding neurons by scikit-image" };
  const all = detectBlobs(volume, 0, { ...parameters, threshold: leastThreshold });
  const own = { shape: volume.shape, seconds: Math.min(...times), f1: f1Of(found, truth), bestF1: bestF1Of(all, truth) };
  const python = await pythonWithSkimage();
  if (python === null) return { ...own, reference: null, missing: "no Python with scikit-image was found on the PATH" };
  const file = join(folder, "stack.f32");
  await writeFile(file, new Uint8Array(volume.data.buffer, volume.data.byteOffset, volume.data.byteLength));
  const sigma = [1.5, 1, 1].map((stretch, d) => (parameters.radius * stretch) / Math.sqrt(3) / volume.voxel[d as 0 | 1 | 2]);
  const { stdout } = await promisify(execFile)(python, ["-c", script, file, JSON.stringify(volume.shape), JSON.stringify(sigma)], {
    maxBuffer: 64 * 2 ** 20,
  });
  const answer: unknown = JSON.parse(stdout);
  if (!isAnswer(answer)) throw new Error(`scikit-image answered ${stdout.slice(0, 80)}`);
  const theirs = blobsOf(answer.blobs.length);
  answer.blobs.forEach(([z, y, x], row) => {
    theirs.z[row] = volume.origin[0] + z * volume.voxel[0];
    theirs.y[row] = volume.origin[1] + y * volume.voxel[1];
    theirs.x[row] = volume.origin[2] + x * volume.voxel[2];
  });
  return { ...own, reference: { version: answer.version, seconds: answer.seconds, bestF1: bestF1Of(theirs, truth) }, missing: "" };
}

function f1Of(found: BlobTable, truth: BlobTable): number {
  return detectionScore(found, truth, pairFrames(found, truth, gate, false)).f1;
}

/** The best F1 of all thresholds. @param sorted highest first */
function bestF1Of(sorted: BlobTable, truth: BlobTable): number {
  const rows = Array.from(sorted.t.keys()).slice(0, 3 * truth.t.length);
  return Math.max(0, ...rows.map((_, last) => f1Of(selectRows(sorted, rows.slice(0, last + 1)), truth)));
}

function scannedStack(): { readonly volume: Volume; readonly truth: BlobTable } {
  const size = [512, 512] as const;
  const planes = 41;
  const simulation = new Simulation({ ...sampleOptions, frames: 1, neurons, size, seed: 11, twoChannel: false });
  const data = new Float32Array(planes * size[0] * size[1]);
  for (let k = 0; k < planes; k++) {
    const [plane] = simulation.record(0, -10 + 0.5 * k, k + 1);
    // The camera's offset is the background that readers of recordings take off.
    plane?.forEach((grey, i) => (data[k * size[0] * size[1] + i] = grey - simulation.camera.offset));
  }
  const { z, y, x } = simulation.truth(0);
  const pixel = sampleOptions.pixelSize;
  return {
    volume: { data, shape: [planes, size[0], size[1]], voxel: [0.5, pixel, pixel], origin: [-10, 0, 0] },
    truth: { ...blobsOf(z.length), z, y, x },
  };
}

/** Reads the stack, finds blobs, and answers with them by falling response; only blob_log itself is timed. */
const script = `
import json, sys, time
import numpy as np, skimage
from scipy.ndimage import gaussian_laplace
from skimage.feature import blob_log
image = np.fromfile(sys.argv[1], np.float32).reshape(json.loads(sys.argv[2]))
sigma = np.array(json.loads(sys.argv[3]))
began = time.perf_counter()
blobs = blob_log(image, min_sigma=list(0.7 * sigma), max_sigma=list(sigma), num_sigma=3, threshold=None, threshold_rel=0.05)
seconds = time.perf_counter() - began
response = -gaussian_laplace(image, 0.85 * sigma)
places = blobs[:, :3].astype(int)
order = np.argsort(-response[tuple(places.T)])
print(json.dumps({"version": skimage.__version__, "seconds": seconds, "blobs": places[order].tolist()}))
`;

interface Answer {
  readonly version: string;
  readonly seconds: number;
  readonly blobs: readonly (readonly [number, number, number])[];
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === "object" && value !== null && "version" in value && "seconds" in value && "blobs" in value;
}

/** The first Python on the PATH that has scikit-image; null where none has. */
async function pythonWithSkimage(): Promise<string | null> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of ["python3", "python", "python.exe"]) {
      const path = join(folder, name);
      try {
        await access(path);
        await promisify(execFile)(path, ["-c", "import skimage.feature"]);
        return path;
      } catch {
        continue;
      }
    }
  }
  return null;
}
