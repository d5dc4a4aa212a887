import * as z from "zod/mini";
import { type Series, seriesInfo, type SeriesInfo } from "#contract/series";
import { damaged, type SqlRow } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";
import type { Study } from "#io/study/study";

/** Keeps a series from elsewhere; one of the same name makes room. */
export function writeStudySeries(study: Study, series: Series, file: string): void {
  const info: SeriesInfo = {
    name: series.name,
    unit: series.unit,
    labels: series.labels === null ? null : [...series.labels],
    samples: series.time.length,
    from: series.time[0] ?? 0,
    to: series.time[series.time.length - 1] ?? 0,
    file,
    imported: new Date().toISOString(),
  };
  const samples = new Float64Array(2 * series.time.length);
  samples.set(series.time);
  samples.set(series.values, series.time.length);
  const header = JSON.stringify(info);
  const data = new Uint8Array(samples.buffer);
  study.database.run(
    "INSERT INTO series (name, header, data, seal) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET header = excluded.header, data = excluded.data, seal = excluded.seal",
    series.name,
    header,
    data,
    sealOf(header, data),
  );
}

/** Takes a series away; false where there was none of that name. */
export function removeStudySeries(study: Study, name: string): boolean {
  if (study.database.get("SELECT name FROM series WHERE name = ?", name) === null) return false;
  study.database.run("DELETE FROM series WHERE name = ?", name);
  return true;
}

/** What a study's series are, in order of their names. @throws Failure "damaged" */
export function listStudySeries(study: Study): SeriesInfo[] {
  return rowsOf(study).map((row) => infoOf(study, row));
}

/** A study's series with their samples, in order of their names. @throws Failure "damaged" */
export function studySeries(study: Study): Series[] {
  return rowsOf(study).map((row) => {
    const { name, unit, labels, samples } = infoOf(study, row);
    const data = new Float64Array((row.data as Uint8Array).slice().buffer);
    if (data.length !== 2 * samples) throw damaged(study.path, `the series ${name} is cut short`);
    return { name, unit, labels, time: data.slice(0, samples), values: data.slice(samples) };
  });
}

/** A study of an older version that is only looked at has no table of them. */
function rowsOf(study: Study): readonly SqlRow[] {
  const table = study.database.get("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'series'");
  return table === null ? [] : study.database.all("SELECT * FROM series ORDER BY name");
}

function infoOf(study: Study, row: SqlRow): SeriesInfo {
  if (!isWhole(row, "header", "data")) throw damaged(study.path, `the series ${String(row.name)} was altered`);
  const parsed = z.safeParse(seriesInfo, JSON.parse(String(row.header)));
  if (!parsed.success) throw damaged(study.path, `the series ${String(row.name)} cannot be read`);
  return parsed.data;
}
