import type { ReactNode } from "react";
import { type ChartKind, chartKinds } from "#renderer/state/charts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { chartWords } from "#renderer/views/activity/chart-words.ts";

/** Which chart is shown: a small picture of each. */
export function ChartPicker() {
  const chart = useWorkstation((state) => state.chart);
  const setCharts = useWorkstation((state) => state.setCharts);
  return (
    <div className="chart-picker" role="group" aria-label="Chart">
      {chartKinds.map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kind === chart}
          aria-label={chartWords[kind].name}
          data-tip={`${chartWords[kind].name}: ${chartWords[kind].tip} ({view.chart} for the next chart)`}
          onClick={() => setCharts({ chart: kind })}
        >
          <svg viewBox="0 0 24 16" aria-hidden="true">
            {pictures[kind]}
          </svg>
          <span>{chartWords[kind].name}</span>
        </button>
      ))}
    </div>
  );
}

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.3, strokeLinejoin: "round", strokeLinecap: "round" } as const;
const block = (x: number, y: number, width: number, height: number, opacity: number) => (
  <rect key={`${x} ${y}`} x={x} y={y} width={width} height={height} fill="currentColor" opacity={opacity} />
);

const pictures: Readonly<Record<ChartKind, ReactNode>> = {
  traces: <path d="M1 5h4l2-3.5L9 5h14M1 9.5h9l2-3 2 3h9M1 14h13l2-3.5 2 3.5h5" {...line} />,
  map: [
    [1, 2, 4, 3, 0.9],
    [6, 2, 9, 3, 0.35],
    [16, 2, 7, 3, 0.6],
    [1, 6.5, 9, 3, 0.35],
    [11, 6.5, 5, 3, 0.9],
    [17, 6.5, 6, 3, 0.35],
    [1, 11, 6, 3, 0.6],
    [8, 11, 8, 3, 0.35],
    [17, 11, 6, 3, 0.9],
  ].map(([x = 0, y = 0, w = 0, h = 0, o = 1]) => block(x, y, w, h, o)),
  events: <path d="M3 2v3M9 2v3M11 2v3M20 2v3M5 6.5v3M12 6.5v3M18 6.5v3M3 11v3M14 11v3M16 11v3M22 11v3" {...line} />,
  aligned: (
    <>
      <path d="M8 1v14" {...line} strokeDasharray="2 2" opacity={0.6} />
      <path d="M1 12h7c2 0 2-9 5-9s3 7 10 8" {...line} />
    </>
  ),
  correlation: [0, 1, 2, 3].flatMap((i) =>
    [0, 1, 2, 3].map((j) => block(5 + i * 3.6, 1 + j * 3.6, 3.2, 3.2, i === j ? 1 : i < 2 === j < 2 ? 0.6 : 0.2)),
  ),
  clusters: (
    <>
      <path d="M1 14.5h22" {...line} opacity={0.5} />
      <g fill="currentColor">
        <circle cx="3.5" cy="12.5" r="1.6" />
        <circle cx="8" cy="11.5" r="1.6" />
        <circle cx="13" cy="5" r="1.6" opacity={0.55} />
        <circle cx="17.5" cy="4" r="1.6" opacity={0.55} />
        <circle cx="21.5" cy="3" r="1.6" opacity={0.55} />
      </g>
    </>
  ),
  trajectory: <path d="M3 12C1 5 9 1 15 3s8 8 3 10-12-2-9-6 8-2 7 1" {...line} />,
  animals: (
    <>
      <path d="M1 12c4 0 5-8 9-8s4 6 13 5" {...line} opacity={0.45} />
      <path d="M1 14c5 0 6-6 9-6s6 5 13 4" {...line} opacity={0.45} />
      <path d="M1 13c5 0 5-7 9-7s5 5 13 4.500" {...line} strokeWidth={2} />
    </>
  ),
  space: (
    <g fill="currentColor">
      <path d="M1 10c3-7 17-8 22-2-4 7-17 8-22 2z" {...line} opacity={0.5} />
      <circle cx="6" cy="9" r="1.4" />
      <circle cx="9" cy="6.5" r="1.4" opacity={0.6} />
      <circle cx="11.5" cy="10" r="1.4" />
      <circle cx="15" cy="7" r="1.4" opacity={0.4} />
      <circle cx="18.5" cy="9" r="1.4" opacity={0.7} />
    </g>
  ),
};
