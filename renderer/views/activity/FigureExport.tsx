import { Download } from "lucide-react";
import { useState } from "react";
import { programVersion } from "#contract/version";
import type { Figure } from "#renderer/charts/figure.ts";
import { csvOf, type FigureRecord, paperHeight, type PaperSize, svgOf } from "#renderer/charts/figure-file.ts";
import { browserPress, pngOf } from "#renderer/charts/figure-browser.ts";
import { fontData, fontRules } from "#renderer/charts/figure-fonts.ts";
import type { ChartKind } from "#renderer/state/charts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { Popover } from "#renderer/ui/Popover.tsx";
import { fileName, saveFile } from "#renderer/ui/save-file.ts";
import { Segmented } from "#renderer/ui/Segmented.tsx";
import { chartStateOf } from "#renderer/views/activity/FigureCanvas.tsx";
import { chartWords } from "#renderer/views/activity/chart-words.ts";
import { modelOfVolumes } from "#renderer/views/stage/volume-version.ts";

type Format = "pdf" | "svg" | "png" | "csv";

const formats: readonly { readonly value: Format; readonly label: string; readonly tip: string }[] = [
  { value: "pdf", label: "PDF", tip: "Vectors with the font embedded, for a paper" },
  { value: "svg", label: "SVG", tip: "Vectors with the font embedded, to go on with in Inkscape or Illustrator" },
  { value: "png", label: "PNG", tip: "Pixels at 300 dots an inch" },
  { value: "csv", label: "CSV", tip: "The numbers that the chart shows" },
];

const widths = [
  { value: "89", label: "89 mm", tip: "One column" },
  { value: "120", label: "120 mm", tip: "One and a half columns" },
  { value: "183", label: "183 mm", tip: "Two columns" },
] as const;

/** Takes the chart on screen into a file. */
export function FigureExport({ figure, chart }: { readonly figure: Figure; readonly chart: ChartKind }) {
  const store = useWorkstationStore();
  const attempt = useWorkstation((state) => state.attempt);
  const notify = useWorkstation((state) => state.notify);
  const [width, setWidth] = useState<(typeof widths)[number]["value"]>("183");
  const [busy, setBusy] = useState<Format | null>(null);
  const save = async (format: Format) => {
    setBusy(format);
    await attempt(async () => {
      const state = store.getState();
      const name = fileName(state.study?.name ?? "study", chartWords[chart].name.toLowerCase());
      const shape = document.querySelector(".dock .chart:last-of-type")?.getBoundingClientRect() ?? { width: 16, height: 9 };
      const broad = Number(width);
      const size = { width: broad, height: paperHeight(figure, broad, shape) };
      saveFile(await fileOf(format, figure, size, state), `${name}.${format}`);
      notify(`${name}.${format} was made.`, "done");
    });
    setBusy(null);
  };
  return (
    <Popover icon={Download} label="Export figure" tip="This chart as PDF, SVG or PNG, and its numbers as CSV">
      <p className="popover-title">Width on paper</p>
      <Segmented label="Width on paper" value={width} options={widths} onChange={setWidth} />
      <p className="popover-title">Format</p>
      <div className="export-formats">
        {formats.map(({ value, label, tip }) => (
          <button
            key={value}
            type="button"
            className="button button-plain"
            data-tip={tip}
            disabled={busy !== null}
            aria-busy={busy === value}
            onClick={() => void save(value)}
          >
            {label}
          </button>
        ))}
      </div>
      <p className="quiet">
        Letters are 7 points. Program, study, parameters and the virtual mark stand in the file; CSV holds the numbers alone.
      </p>
    </Popover>
  );
}

async function fileOf(format: Format, figure: Figure, size: PaperSize, state: Workstation): Promise<Blob> {
  const record = recordOf(figure, state);
  const looked = chartStateOf(state);
  if (format === "csv") return new Blob([csvOf(figure)], { type: "text/csv" });
  if (format === "png") return pngOf(figure, size, looked, record);
  if (format === "svg") return new Blob([svgOf(figure, size, looked, record, browserPress, await fontRules())], { type: "image/svg+xml" });
  // The writer of PDF files is large and seldom needed.
  const { pdfOf } = await import("#renderer/charts/figure-pdf.ts");
  return new Blob([pdfOf(figure, size, looked, record, browserPress, await fontData())], { type: "application/pdf" });
}

function recordOf(figure: Figure, state: Workstation): FigureRecord {
  const { study, signal } = state;
  const run = study?.steps.find((entry) => entry.step === "extract")?.run;
  return {
    program: `NemaTrace ${programVersion}`,
    study: study?.name ?? "",
    virtual: study ? modelOfVolumes(study) : null,
    signal,
    parameters: { extract: run?.parameters ?? {}, chart: figure.parameters ?? {} },
    written: new Date().toISOString(),
  };
}
