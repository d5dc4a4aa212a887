import { useMemo } from "react";
import type { Series } from "#contract/series";
import { seriesFigure, seriesHeight } from "#renderer/charts/series-figure.ts";
import type { TimeAxis } from "#renderer/charts/time-axis.ts";
import { FigureCanvas } from "#renderer/views/activity/FigureCanvas.tsx";

/** Most series that are in sight at once; the others are scrolled to. */
const mostSeen = 3;

/** Series from elsewhere, under the traces and over the same time. */
export function SeriesStrips({ series, axis }: { readonly series: readonly Series[]; readonly axis: TimeAxis }) {
  const figure = useMemo(() => seriesFigure(series, axis), [series, axis]);
  // Their times are seconds; over frame numbers they have no place.
  if (series.length === 0 || axis.unit !== "s") return null;
  return (
    <section className="series-strips" aria-label="Series" style={{ height: Math.min(series.length, mostSeen) * seriesHeight }}>
      <FigureCanvas figure={figure} />
    </section>
  );
}
