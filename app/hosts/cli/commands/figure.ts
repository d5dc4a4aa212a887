import { writeFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { traceSignals } from "#contract/table";
import { programVersion } from "#contract/version";
import { eventDefaults } from "#core/analysis/events";
import { type Register, report } from "#hosts/cli/command";
import { animalsChart, type Drawn, type FigureFlags, figureCharts, studyChart } from "#hosts/cli/draw-figure";
import { figureKinds, printFigure } from "#hosts/cli/print-figure";
import { choiceFlag, numberFlag } from "#hosts/cli/value-flags";
import { writeText, writeWhole } from "#io/table/write-sheet";
import { aboutNumbers, type FigureRecord, paperHeight } from "#renderer/charts/figure-file.ts";
import { sortings } from "#renderer/charts/make-figure.ts";

interface Flags extends FigureFlags {
  readonly chart: string;
  readonly out: string;
  readonly width: string;
  readonly height?: string;
  readonly json?: boolean;
}

/** `figure STUDY --chart map --out map.pdf`: a chart of the window as a file, drawn by the same functions. */
export const figureCommand: Register = (program) => {
  program
    .command("figure <studies...>")
    .description("a chart of a study, or of several (animals), as PDF or SVG with the font in it, as PNG of 300 dpi, or its numbers as CSV")
    .requiredOption("--chart <name>", figureCharts.join(", "))
    .requiredOption("--out <file>", "figure.pdf, .svg, .png, or .csv for the numbers, with .csv-metadata.json beside them")
    .option("--signal <name>", `signal that is shown: ${traceSignals.join(", ")}`, "dff")
    .option("--neuron <name|number>", "the neuron that trace and aligned are about (aligned: the mean of all)")
    .option("--sort <order>", `rows by ${sortings.join(", ")} (number; the correlation by cluster)`)
    .option("--width <mm>", "width on paper: 89 is a column, 183 two", "183")
    .option("--height <mm>", "height on paper (as the chart needs)")
    .option("--common", "all traces over one range")
    .option("--sigma <number>", "width of the similarity exp(-d²/σ²) of the clusters (the median distance to the 7th neighbour)")
    .option("--clusters <n>", "number of clusters (where the eigenvalues have their largest gap)")
    .option("--enter <deviations>", "an event begins above this many noise deviations", String(eventDefaults.enter))
    .option("--onsets <table.csv>", "moments that are averaged around, a column time_s; for --chart aligned")
    .option(
      "--around <series[=word]>",
      "for --chart animals: moments at which a series of each study says a word, or rises (the first frame)",
    )
    .option("--before <s>", "time averaged before each moment", "5")
    .option("--after <s>", "time averaged after each moment", "15")
    .option("--colour <activity|cluster>", "what colours the neurons of --chart space", "activity")
    .option("--json", "print the result as JSON")
    .action(async (paths: readonly string[], flags: Flags) => {
      const chart = choiceFlag("--chart", flags.chart, figureCharts);
      const kind = choiceFlag("--out", extname(flags.out).slice(1).toLowerCase(), figureKinds);
      const drawn = chart === "animals" ? animalsChart(paths, flags) : await studyChart(onlyOne(paths, chart), chart, flags);
      const { figure, selected } = drawn;
      const width = numberFlag("--width", flags.width, 30, 500);
      const height =
        flags.height === undefined ? paperHeight(figure, width, { width: 16, height: 9 }) : numberFlag("--height", flags.height, 20, 500);
      const record = recordOf(drawn, flags.signal);
      const out = resolve(flags.out);
      const bytes = await printFigure(kind, figure, { width, height }, record, selected);
      await writeWhole(out, (partial) => writeFile(partial, bytes));
      const files = [out];
      if (kind === "csv") {
        files.push(`${out}-metadata.json`);
        await writeText(`${out}-metadata.json`, [aboutNumbers(figure, record)]);
      }
      report(flags.json, { path: out, files, chart, title: figure.title, width, height }, [...files, figure.title]);
    });
};

function recordOf({ figure, study, virtual, parameters }: Drawn, signal: string): FigureRecord {
  return {
    program: `NemaTrace ${programVersion}`,
    study,
    virtual,
    signal,
    parameters: { extract: parameters, chart: figure.parameters ?? {} },
    written: new Date().toISOString(),
  };
}

function onlyOne(paths: readonly string[], chart: string): string {
  const [path, ...others] = paths;
  if (path !== undefined && others.length === 0) return path;
  throw new Failure("invalid-input", `--chart ${chart} shows one study, and ${paths.length} were named; --chart animals shows several.`, {
    flag: "--chart",
    value: chart,
  });
}
