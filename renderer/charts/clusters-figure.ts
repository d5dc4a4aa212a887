import { scaleLinear } from "d3";
import { standardise, type Rows } from "#core/analysis/rows";
import type { SpectralClusters } from "#core/analysis/spectral";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { type Box, clusterColour } from "#renderer/charts/palette.ts";
import type { NeuronRows } from "#renderer/charts/stack-figure.ts";
import { drawTimeAxis, frameAt, momentWords, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { extentOf, strokeCorners, traceCorners } from "#renderer/charts/trace-line.ts";
import { drawBottomAxis, drawLeftAxis } from "#renderer/charts/value-axis.ts";

export interface ClustersFigureData extends Omit<NeuronRows, "colourOf" | "order"> {
  readonly of: Rows;
  readonly axis: TimeAxis;
  readonly spectral: SpectralClusters;
}

function layout({ width, height }: Size): { readonly gap: Box; readonly courses: Box } {
  const gap = Math.max(120, Math.min(260, width * 0.3));
  const left = gap + 58 + 104;
  return {
    gap: { left: 58, top: 24, width: gap - 20, height: Math.max(10, height - 24 - 44) },
    courses: { left, top: 24, width: Math.max(10, width - left - 16), height: Math.max(10, height - 24 - 44) },
  };
}

/** The eigenvalues that tell the number of clusters, and the mean course of each cluster. */
export function clustersFigure(data: ClustersFigureData): Figure {
  const { of, axis, spectral, tracks, names } = data;
  const { labels, eigenvalues, clusters, byGap, sigma } = spectral;
  const means = meanCourses(of, labels, clusters);
  const pyramid = pyramidOf(means);
  const sizes = Array.from({ length: clusters }, (_, k) => labels.filter((label) => label === k).length);
  const [low, high] = extentOf(means.values);
  const box = (size: Size) => layout(size).courses;
  const members = (k: number) =>
    Array.from(labels.keys())
      .filter((row) => labels[row] === k)
      .map((row) => names[row] ?? "");
  return {
    title: `${clusters} clusters of ${of.rows} neurons by spectral clustering`,
    time: { axis, box },
    parameters: { similarity: "exp(−‖Δ‖²/σ²)", sigma, clusters, clustersByEigenGap: byGap, laplacian: "normalised" },
    draw: (pen, size, palette, { window, selected }) => {
      const { gap, courses } = layout(size);
      const x = scaleLinear([0.5, eigenvalues.length + 0.5], [gap.left, gap.left + gap.width]);
      const y = scaleLinear([0, Math.max(1, ...eigenvalues)], [gap.top + gap.height, gap.top]).nice(4);
      pen.font = palette.font;
      pen.textAlign = "left";
      pen.textBaseline = "top";
      pen.fillStyle = palette.text;
      pen.fillText(`largest gap behind ${byGap}, σ = ${sigma.toPrecision(3)}`, gap.left, 4);
      drawLeftAxis(pen, y, gap, "eigenvalue", palette);
      drawBottomAxis(pen, x, gap, "number", palette);
      pen.fillStyle = palette.accent;
      pen.globalAlpha = 0.14;
      pen.fillRect(x(clusters), gap.top, x(clusters + 1) - x(clusters), gap.height);
      pen.globalAlpha = 1;
      eigenvalues.forEach((value, i) => {
        pen.beginPath();
        pen.arc(x(i + 1), y(value), 3, 0, Math.PI * 2);
        pen.fillStyle = i < clusters ? palette.accent : palette.line;
        pen.fill();
      });

      pen.textAlign = "left";
      pen.textBaseline = "top";
      pen.fillStyle = palette.text;
      pen.fillText("mean course, standardised", courses.left, 4);
      const scale = timeScale(axis, courses, window);
      const room = courses.height / Math.max(1, clusters);
      const own = selected === null ? -1 : (labels[tracks.indexOf(selected)] ?? -1);
      for (let k = 0; k < clusters; k++) {
        const top = courses.top + k * room;
        if (k === own) {
          pen.fillStyle = palette.chosen;
          pen.fillRect(courses.left - 100, top, courses.width + 108, room);
        }
        pen.fillStyle = clusterColour(k);
        pen.fillRect(courses.left - 94, top + room / 2 - 5, 10, 10);
        pen.fillStyle = palette.text;
        pen.textBaseline = "middle";
        pen.fillText(`${k + 1}`, courses.left - 79, top + room / 2);
        pen.fillStyle = palette.faint;
        pen.textAlign = "right";
        pen.fillText(`${sizes[k]} neurons`, courses.left - 8, top + room / 2);
        pen.textAlign = "left";
      }
      drawTimeAxis(pen, axis, courses, palette, true, window);
      pen.save();
      pen.beginPath();
      pen.rect(courses.left, courses.top, courses.width, courses.height);
      pen.clip();
      for (let k = 0; k < clusters; k++) {
        const base = courses.top + (k + 1) * room - 2;
        pen.strokeStyle = clusterColour(k);
        pen.lineWidth = 1.4;
        const level = (value: number) => base - ((value - low) / (high - low)) * (room - 4);
        strokeCorners(pen, traceCorners(pyramid, k, axis, window, scale, level, courses.width));
      }
      pen.restore();
    },
    hit: (px, py, size, { window }) => {
      const place = box(size);
      const k = Math.floor(((py - place.top) / place.height) * clusters);
      if (px < place.left - 100 || k < 0 || k >= clusters) return null;
      const who = members(k);
      const words = `Cluster ${k + 1}: ${who.slice(0, 12).join(", ")}${who.length > 12 ? ` and ${who.length - 12} more` : ""}`;
      const first = tracks[labels.indexOf(k)];
      if (px < place.left) return { ...(first !== undefined && { track: first }), words };
      const column = frameAt(axis, timeScale(axis, place, window).invert(px));
      return { column, words: `${words}\n${momentWords(axis, column)}` };
    },
    table: () => ({
      columns: ["track", "name", "cluster"],
      rows: () => tracks.map((track, row) => [track, names[row] ?? "", (labels[row] ?? -1) < 0 ? "" : (labels[row] as number) + 1]),
    }),
  };
}

function meanCourses(of: Rows, labels: Int32Array, clusters: number): Rows {
  const z = standardise(of);
  const values = new Float32Array(clusters * of.frames);
  const counts = new Int32Array(clusters * of.frames);
  labels.forEach((label, row) => {
    if (label < 0) return;
    for (let t = 0; t < of.frames; t++) {
      const value = z[row * of.frames + t] as number;
      if (Number.isNaN(value)) continue;
      const at = label * of.frames + t;
      values[at] = (values[at] as number) + value;
      counts[at] = (counts[at] as number) + 1;
    }
  });
  return { values: values.map((value, i) => value / (counts[i] as number)), rows: clusters, frames: of.frames };
}
