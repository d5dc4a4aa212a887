import { useCallback } from "react";
import type { GreyWindow } from "#renderer/state/view.ts";
import { useCanvas } from "#renderer/ui/use-canvas.ts";
import { drawHistogram } from "#renderer/charts/histogram-plot.ts";

interface HistogramProps {
  readonly histogram: { readonly counts: Uint32Array; readonly min: number; readonly max: number };
  readonly low: number;
  readonly high: number;
  readonly levels: GreyWindow;
}

/** How often each grey level occurs, and what is drawn black and white. */
export function Histogram({ histogram, low, high, levels }: HistogramProps) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) =>
      drawHistogram(context, histogram, [low, high], [levels.min, levels.max], width, height),
    [histogram, low, high, levels],
  );
  const ref = useCanvas(draw, true);
  return <canvas ref={ref} className="histogram" role="img" aria-label="Histogram of grey levels" />;
}
