import type { PreflightCheck } from "#contract/preflight";
import { formatNumber } from "#renderer/ui/format.ts";

const width = 150;
const height = 44;
const edge = 4;

/** A measure over the movie, from zero up, so that small changes look small. */
export function Sparkline({ title, series }: { readonly title: string; readonly series: NonNullable<PreflightCheck["series"]> }) {
  const { frames, values, label } = series;
  const [first, last] = [frames[0] ?? 0, frames.at(-1) ?? 1];
  const top = Math.max(...values, 1e-9);
  const points = values.map((value, i) => {
    const x = edge + ((frames[i]! - first) / (last - first || 1)) * (width - 2 * edge);
    const y = height - edge - (Math.max(value, 0) / top) * (height - 2 * edge);
    return [x, y] as const;
  });
  const words = `${label}: ${formatNumber(values[0] ?? 0)} at frame ${first}, ${formatNumber(values.at(-1) ?? 0)} at frame ${last}`;
  return (
    <figure className="sparkline" data-tip={words}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={`${title} over time. ${words}`}>
        <line x1={edge} x2={width - edge} y1={height - edge} y2={height - edge} stroke="var(--border-strong)" />
        <polyline points={points.map((point) => point.join(",")).join(" ")} fill="none" stroke="currentColor" strokeWidth="1.5" />
        {points.map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r="1.6" fill="currentColor" />
        ))}
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}
