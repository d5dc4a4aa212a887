import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Places } from "#services/places";
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
