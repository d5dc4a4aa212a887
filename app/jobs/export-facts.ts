import type { LoggedEdit } from "#contract/edit";
import type { LengthUnit } from "#contract/recording";
import type { Series } from "#contract/series";
import type { BlobTable, TraceMatrix, TrackTable } from "#contract/table";
import type { Products } from "#io/study/products";
import type { Study } from "#io/study/study";

/** What every format is written of. */
export interface ExportFacts {
  readonly study: Study;
  readonly products: Products;
  readonly blobs: BlobTable;
  readonly tracks: TrackTable | null;
  readonly traces: TraceMatrix | null;
  readonly program: string;
  readonly unit: LengthUnit;
  /** s of each frame. */
  readonly times: Float64Array;
  readonly series: readonly Series[];
  readonly edits: readonly LoggedEdit[];
  /** `methods.md`. */
  readonly methods: string;
}
