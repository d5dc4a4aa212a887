import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { databasePath } from "#io/study/layout";
import { newStudy } from "#io/study/new-study";
import { listStudySeries, removeStudySeries, studySeries, writeStudySeries } from "#io/study/series";
import { openStudy } from "#io/study/study";
import { readSeries, writeSeries } from "#io/table/series";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

const times = Float64Array.of(0, 0.5, 1, 1.5);

function table(text: string): string {
  const path = join(folder(), "series.csv");
  writeFileSync(path, text);
  return path;
}

test("a table's columns become series: units from brackets, words as labels, times on the recording's clock", async () => {
  const [temperature, stimulus] = await readSeries(
    table("time_s,temperature (°C),stimulus\n0,20,water\n1,,odour\n2,22,water\n"),
    -1,
    times,
  );
  expect(temperature).toEqual({
    name: "temperature",
    unit: "°C",
    labels: null,
    time: Float64Array.of(-1, 0, 1),
    values: Float64Array.of(20, Number.NaN, 22),
  });
  expect(stimulus).toMatchObject({ name: "stimulus", unit: "", labels: ["water", "odour"], values: Float64Array.of(0, 1, 0) });
});

test("a table that counts in frames is brought to seconds; a frame that is not there is named", async () => {
  const [flow] = await readSeries(table("t,flow\n0,1\n3,2\n"), 0, times);
  expect(flow!.time).toEqual(Float64Array.of(0, 1.5));
  await expect(readSeries(table("t,flow\n0,1\n9,2\n"), 0, times)).rejects.toThrow("there is no frame 9");
});

test("times that do not rise, no time at all, and a table without series are refused with what to do", async () => {
  await expect(readSeries(table("time_s,x\n1,1\n1,2\n"), 0, times)).rejects.toThrow("row 1: the times have to rise");
  await expect(readSeries(table("x\n1\n"), 0, times)).rejects.toThrow('no column "time_s"');
  await expect(readSeries(table("time_s\n1\n"), 0, times)).rejects.toThrow("holds no series");
});

test("series are kept with the study, replaced by name, exported at the frames' times, and taken away", async () => {
  const place = folder();
  const study = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
  for (const name of ["flow", "light"])
    writeStudySeries(study, { name, unit: "V", labels: null, time: Float64Array.of(0, 1), values: Float64Array.of(2, 4) }, "a.csv");
  writeStudySeries(
    study,
    { name: "light", unit: "", labels: ["off", "on"], time: Float64Array.of(0.5), values: Float64Array.of(1) },
    "b.csv",
  );
  study.close();
  const again = openStudy(study.path, "write");
  expect(listStudySeries(again)).toMatchObject([
    { name: "flow", unit: "V", samples: 2, from: 0, to: 1, file: "a.csv" },
    { name: "light", labels: ["off", "on"], file: "b.csv" },
  ]);
  const out = join(place, "series.csv");
  await writeSeries(out, studySeries(again), times);
  expect(readFileSync(out, "utf8")).toBe("t,time_s,flow (V),light\n0,0,2,\n1,0.5,3,on\n2,1,4,on\n3,1.5,,on\n");
  expect([removeStudySeries(again, "flow"), removeStudySeries(again, "flow")]).toEqual([true, false]);
  expect(studySeries(again)).toHaveLength(1);
  again.close();
  const database = new DatabaseSync(databasePath(study.path));
  database.exec("UPDATE series SET header = replace(header, 'off', 'out')");
  database.close();
  const altered = openStudy(study.path, "read");
  expect(() => studySeries(altered)).toThrow("light was altered");
  altered.close();
});
