import type { PixelType } from "#contract/recording";

/**
 * The bytes plane: voxels and tables as raw little-endian arrays, apart from the calls.
 *
 * GET /bytes/recording/<handle>/frame?t=0&c=0&z=0   a recorded plane [y, x] (handles of recording.open and of studies alike)
 * GET /bytes/study/<handle>/volume?t=0&c=0          a refocused (or scanned) stack [z, y, x]
 * GET /bytes/recording/<handle>/encoding?t=0&c=0&model=widefield-20x  a frame's depth coefficients, uint16 [k, y, x], for live focus;
 *     &pixelSize=0.325&axialDirection=1 where the recording's settings are not kept by a study
 * GET /bytes/recording/<handle>/depths?file=…      a depth map of the frame's size, µm, float32 [y, x]; header "frame"
 * GET /bytes/study/<handle>/blobs | /tracks         a table, float64 columns one after another
 * GET /bytes/study/<handle>/traces                  time of each frame, s, float64 (NaN where unknown), then [signal, neuron, t] float32
 * GET /bytes/study/<handle>/trace?track=3&parameters={"baseline":"first-seconds"}
 *                                                   the same layout for one neuron under changed parameters of the
 *                                                   extract step, without a run; ask again while `pending` is above 0
 * GET /bytes/study/<handle>/series?name=stimulus    a series' samples: columns time_s and value, float64
 * GET /bytes/joined/<handle>/values                 animals joined: times [m], mean and standard error [neuron, m],
 *                                                   float64, then each animal's traces [neuron, animal, m], float32
 * GET /bytes/study/<handle>/export?file=traces.csv  an exported file
 * GET /bytes/video/file?path=…                      a video that the window decodes, as it lies on disk
 * POST /bytes/video/<video>/frames                  its next frames, luminance uint8 [frame, y, x] (video.begin)
 *
 * The shape of the body stands in the header `x-nematrace` as JSON of `BytesHeader`.
 * Status 404 with a failure record as JSON where there is nothing (yet).
 */
export const bytesHeader = "x-nematrace";

export type BytesHeader =
  | { readonly kind: "frame"; readonly dtype: PixelType; readonly shape: readonly [number, number] }
  | {
      readonly kind: "volume";
      /** float32, or uint16 with value = stored × scale + offset. */
      readonly dtype: "float32" | "uint16";
      readonly shape: readonly [number, number, number];
      readonly scale: number;
      readonly offset: number;
      /** µm [z, y, x]. */
      readonly voxel: readonly [number, number, number];
      readonly origin: readonly [number, number, number];
      readonly virtual: boolean;
    }
  | {
      readonly kind: "encoding";
      /** Coefficients, y, x; grey level = stored × scale + offset. */
      readonly shape: readonly [number, number, number];
      readonly scale: number;
      readonly offset: number;
      /** Depths of the coefficients, µm in the model's axial direction, and how they mix. */
      readonly depth: {
        readonly min: number;
        readonly max: number;
        readonly nodes: readonly number[];
        readonly mixing: readonly (readonly number[])[] | null;
      };
      readonly axialDirection: 1 | -1;
      readonly model: string;
      /** How this frame differs from those the model was trained on: sentences, none where it does not. */
      readonly unlike: readonly string[];
    }
  | { readonly kind: "joined"; readonly neurons: readonly string[]; readonly animals: readonly string[]; readonly points: number }
  | { readonly kind: "table"; readonly rows: number; readonly columns: readonly string[] }
  | {
      readonly kind: "traces";
      readonly signals: readonly string[];
      readonly tracks: readonly number[];
      readonly names: readonly string[];
      /** Number of frames; the first is frame 0. */
      readonly frames: number;
      /** Of a preview: frames whose pixels are still being read again; they are missing in this answer. */
      readonly pending?: number;
    };
