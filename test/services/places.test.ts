import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isWindowsTrick, Places } from "#services/places";
import { folder } from "#test/make/folder";

const forbidden = expect.objectContaining({ code: "forbidden" });

test("on a server everything under the data root may be touched, and what is not made yet", () => {
  const root = folder();
  const places = new Places(root);
  expect(places.check(root)).toBe(root);
  expect(places.check(join(root, "new", "movie.study"))).toBe(join(root, "new", "movie.study"));
});

test("nothing outside the data root may be touched: not by dots, a like-named neighbour, or a link", () => {
  const place = folder();
  const root = join(place, "data");
  mkdirSync(root);
  mkdirSync(join(place, "data-secret"));
  writeFileSync(join(place, "secret.tif"), "");
  symlinkSync(place, join(root, "link"));
  symlinkSync(join(place, "secret.tif"), join(root, "movie.tif"));
  const places = new Places(root);
  for (const path of [
    join(root, "..", "secret.tif"),
    `${root}/../secret.tif`,
    join(place, "data-secret"),
    join(root, "link", "secret.tif"),
    join(root, "link", "new.study"),
    join(root, "movie.tif"),
    "/etc/passwd",
  ]) {
    expect(() => places.check(path), path).toThrow(forbidden);
  }
});

test("what is no absolute path is refused", () => {
  const places = new Places(folder());
  for (const path of ["movie.tif", "", "../x", "/a\0b"])
    expect(() => places.check(path), path).toThrow(expect.objectContaining({ code: "invalid-input" }));
});

test("on the desktop what the user picked may be touched, what lies in it, and the study beside it", () => {
  const place = folder();
  mkdirSync(join(place, "folder"));
  writeFileSync(join(place, "movie.ome.tif"), "");
  const places = new Places(null);
  expect(() => places.check(join(place, "movie.ome.tif"))).toThrow(forbidden);
  places.allow(join(place, "movie.ome.tif"));
  places.allow(join(place, "folder"));
  expect(places.check(join(place, "movie.ome.tif"))).toBe(join(place, "movie.ome.tif"));
  expect(places.check(join(place, "movie.study"))).toBe(join(place, "movie.study"));
  expect(places.check(join(place, "folder", "deep", "x.tif"))).toBe(join(place, "folder", "deep", "x.tif"));
  expect(() => places.check(join(place, "other.tif"))).toThrow(forbidden);
});

test("names that Windows takes for something else are known, and those of files are not mistaken", () => {
  for (const path of [
    "\\\\server\\share\\movie.tif",
    "//server/share/movie.tif",
    "\\\\?\\C:\\movie.tif",
    "\\\\.\\PhysicalDrive0",
    "C:\\data\\NUL",
    "C:\\data\\con.tif",
    "C:/data/COM1.ome.tif",
    "C:\\data\\lpt¹",
    "C:\\data\\aux .tif",
    "C:\\data\\movie.tif::$DATA",
    "C:\\data\\movie.tif:hidden",
    "C:\\data\\...\\movie.tif",
    "C:\\data\\.. \\movie.tif",
    "C:\\data\\movie.tif.",
    "C:\\data\\movie.tif ",
    "C:\\data\\mov?e.tif",
  ])
    expect(isWindowsTrick(path), path).toBe(true);
  for (const path of ["C:\\data\\movie.ome.tif", "c:/data/console/nullified.tif", "\\data\\..\\x\\com10.tif", "\\worm ünd α~1.tif", ""])
    expect(isWindowsTrick(path), path).toBe(false);
});

test("on a server a study whose parts are links out of the data root is refused, on the desktop it is not", () => {
  const place = folder();
  const study = join(place, "data", "movie.study");
  mkdirSync(join(study, "volumes"), { recursive: true });
  mkdirSync(join(place, "elsewhere"));
  symlinkSync(join(place, "elsewhere"), join(study, "volumes", "far.ome.zarr"));
  expect(() => new Places(join(place, "data")).checkStudy(study)).toThrow(forbidden);
  expect(new Places(place).checkStudy(study)).toBe(study);
  const desktop = new Places(null);
  desktop.allow(study);
  expect(desktop.checkStudy(study)).toBe(study);
});
