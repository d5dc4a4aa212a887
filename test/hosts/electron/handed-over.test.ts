import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathsHandedOver, pathsIn } from "#hosts/electron/handed-over";
import { jumpList, offered } from "#hosts/electron/recent-documents";
import { folder } from "#test/make/folder";

test("files among the arguments are found from the folder that the start was made in; switches, the program and what is not there are left out", () => {
  const place = folder();
  writeFileSync(join(place, "worm.tif"), "");
  writeFileSync(join(place, "other worm.tif"), "");
  const argv = ["/usr/bin/nematrace", "--no-sandbox", place, "worm.tif", join(place, "other worm.tif"), "gone.tif", ""];
  expect(pathsIn(argv, place, place)).toEqual([join(place, "worm.tif"), join(place, "other worm.tif")]);
});

test("a second start hands over paths, and nothing else is taken for paths", () => {
  expect(pathsHandedOver({ paths: ["/data/worm.tif"] })).toEqual(["/data/worm.tif"]);
  for (const strange of [null, undefined, {}, { paths: "x" }, { paths: [1] }, ["/x"], "x"]) expect(pathsHandedOver(strange)).toEqual([]);
});

test("recent studies that are still there are offered, ten at most", () => {
  const recent = Array.from({ length: 14 }, (_, i) => ({ path: `/data/${i}.study`, name: String(i), exists: i !== 1 }));
  expect(offered(recent).map(({ name }) => name)).toEqual(["0", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  expect(jumpList(recent, "C:\\NemaTrace.exe")[0]?.items?.[0]).toMatchObject({
    title: "0",
    program: "C:\\NemaTrace.exe",
    args: '"/data/0.study"',
  });
  expect(jumpList([], "x")).toEqual([]);
});
