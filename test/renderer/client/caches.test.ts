import { describe, expect, test } from "vitest";
import { LruCache } from "#renderer/client/lru-cache.ts";
import { PixelSource } from "#renderer/client/pixel-source.ts";
import { indexTracks, rowOfTrack, rowsOfFrame } from "#renderer/client/track-index.ts";

describe("LruCache", () => {
  test("what was used last stays when the limit is passed", () => {
    const cache = new LruCache<string>(10);
    cache.set("a", "A", 5);
    cache.set("b", "B", 5);
    cache.get("a");
    cache.set("c", "C", 5);
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["A", undefined, "C"]);
    expect(cache.bytes).toBe(10);
  });

  test("one value above the limit is kept while it is the only one", () => {
    const cache = new LruCache<string>(1);
    cache.set("a", "A", 100);
    expect(cache.get("a")).toBe("A");
  });
});

test("a plane is fetched once, also when it is asked for twice at a time", async () => {
  let fetched = 0;
  const source = new PixelSource({
    call: () => Promise.reject(new Error("no calls")),
    subscribe: () => () => undefined,
    pathOf: () => null,
    bytes: () => {
      fetched++;
      return Promise.resolve(
        new Response(Uint8Array.of(9), { headers: { "x-nematrace": JSON.stringify({ kind: "frame", dtype: "uint8", shape: [1, 1] }) } }),
      );
    },
  });
  const [first, second] = await Promise.all([source.frame("r", 0, 0, 0), source.frame("r", 0, 0, 0)]);
  expect(first).toBe(second);
  await source.frame("r", 0, 0, 0);
  expect(fetched).toBe(1);
});

describe("indexTracks", () => {
  const columns = {
    t: Float64Array.of(1, 0, 1, 5),
    track: Float64Array.of(2, 2, -1, 3),
    confidence: Float64Array.of(0.5, 1, 0.9, 0.2),
  };

  test("rows are found by frame, and rows outside the movie are left out", () => {
    const index = indexTracks(columns, 3);
    expect([...rowsOfFrame(index, 0)]).toEqual([1]);
    expect([...rowsOfFrame(index, 1)]).toEqual([0, 2]);
    expect([...rowsOfFrame(index, 2)]).toEqual([]);
    expect(rowOfTrack(index, 2, 1)).toBe(0);
    expect(rowOfTrack(index, 2, 2)).toBe(-1);
  });

  test("a track's presence and mean confidence are counted; blobs of no track are not a track", () => {
    expect(indexTracks(columns, 6).tracks).toEqual([
      { track: 2, present: 2, confidence: 0.75, byHand: 0 },
      { track: 3, present: 1, confidence: 0.2, byHand: 0 },
    ]);
  });
});
