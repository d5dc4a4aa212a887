import { type PointerEvent, useCallback, useEffect, useMemo } from "react";
import type { Candidates } from "#core/detect/candidates";
import { countAbove } from "#core/detect/detect-blobs";
import { drawPeakHistogram, heightAt, shareOf, spanOf } from "#renderer/charts/peak-histogram.ts";
import type { FormValues } from "#renderer/state/jobs.ts";
import { previewOf } from "#renderer/state/preview.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { formatNumber } from "#renderer/ui/format.ts";
import { useCanvas } from "#renderer/ui/use-canvas.ts";
import { usePeaks } from "#renderer/views/detect/use-peaks.ts";

interface PeakPanelProps {
  readonly values: FormValues;
  readonly disabled: boolean;
  readonly onThreshold: (threshold: number) => void;
}

/** What would be found in the frame on screen, before any run: the threshold on the histogram of peaks, the neurons on the image. */
export function PeakPanel({ values, disabled, onThreshold }: PeakPanelProps) {
  const peaks = usePeaks(values);
  const show = useWorkstation((state) => state.showPreview);
  const frame = useWorkstation((state) => state.frame);
  const threshold = Number(values["threshold"]);
  const radius = Number(values["radius"]);
  useEffect(() => {
    show(peaks.kind === "found" ? previewOf(peaks.candidates, threshold, radius, peaks.t) : null);
  }, [show, peaks, threshold, radius]);
  useEffect(() => () => show(null), [show]);
  return (
    <section aria-label="In this frame" className="peaks">
      <h3 className="section-head">{`In frame ${frame}`}</h3>
      {peaks.kind === "found" && (
        <PeakHistogram candidates={peaks.candidates} threshold={threshold} disabled={disabled} onThreshold={onThreshold} />
      )}
      {peaks.kind === "waiting" && <p className="quiet">Looking for neurons in this frame.</p>}
      {peaks.kind === "absent" && <p className="quiet">Refocus this frame to see here what would be found in it.</p>}
      {peaks.kind === "failed" && <p className="note note-warn">{peaks.message}</p>}
    </section>
  );
}

interface PeakHistogramProps {
  readonly candidates: Candidates;
  readonly threshold: number;
  readonly disabled: boolean;
  readonly onThreshold: (threshold: number) => void;
}

const steps = 400;

function PeakHistogram({ candidates, threshold, disabled, onThreshold }: PeakHistogramProps) {
  const { noise, cut } = candidates;
  const heights = useMemo(() => candidates.height.map((height) => height / Math.max(noise, 1e-12)), [candidates, noise]);
  const span = useMemo(() => spanOf(heights), [heights]);
  const inForce = threshold > 0 ? threshold : cut / Math.max(noise, 1e-12);
  const draw = useCallback(
    (...[context, width, height, palette]: Parameters<Parameters<typeof useCanvas>[0]>) =>
      drawPeakHistogram(context, { heights, span }, inForce, width, height, palette),
    [heights, span, inForce],
  );
  const canvas = useCanvas(draw, useDark());
  if (heights.length === 0) return <p className="quiet">Nothing here stands out of the noise. Check radius and channel.</p>;
  const set = (share: number) => onThreshold(Number(heightAt(Math.min(1, Math.max(0, share)), span).toPrecision(3)));
  const drag = (event: PointerEvent<HTMLCanvasElement>) => {
    if (disabled || (event.type === "pointermove" && event.buttons !== 1)) return;
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    set((event.clientX - box.left) / box.width);
  };
  const count = countAbove(candidates, threshold);
  const words = `${count} ${count === 1 ? "neuron" : "neurons"}`;
  return (
    <>
      <canvas
        ref={canvas}
        className="peak-histogram"
        role="img"
        aria-label={`Histogram of ${heights.length} peaks by height, ${words} above the threshold`}
        data-tip="How many peaks of each height (× noise) the frame has. Drag to set the threshold: what is coloured counts as a neuron."
        onPointerDown={drag}
        onPointerMove={drag}
      />
      <input
        type="range"
        className="peak-range"
        aria-label="Threshold on the histogram"
        aria-valuetext={`${formatNumber(inForce, 3)} times noise, ${words}`}
        data-tip="Threshold, × noise (arrow keys). Moving it finds nothing anew; it chooses among the peaks that are there."
        min={0}
        max={steps}
        step={1}
        value={Math.round(shareOf(inForce, span) * steps)}
        disabled={disabled}
        onChange={(event) => set(Number(event.target.value) / steps)}
      />
      <div className="peak-facts">
        <output className="peak-count">{words}</output>
        <span className="quiet">{`${formatNumber(inForce, 3)} × noise`}</span>
        <Button
          tone="quiet"
          disabled={disabled || threshold === 0}
          tip="Let every frame choose its own threshold from the heights of its peaks"
          onClick={() => onThreshold(0)}
        >
          Automatic
        </Button>
      </div>
    </>
  );
}
