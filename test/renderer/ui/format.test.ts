import { expect, test } from "vitest";
import { formatBytes, formatDepth, formatDuration, formatNumber } from "#renderer/ui/format.ts";

test("bytes, durations and numbers are short and carry their unit", () => {
  expect(formatBytes(532)).toBe("532 B");
  expect(formatBytes(525_000_000)).toBe("525 MB");
  expect(formatBytes(7_959_888)).toBe("8.0 MB");
  expect(formatDuration(59.6)).toBe("1 min");
  expect(formatDuration(123)).toBe("2 min 3 s");
  expect(formatDuration(3900)).toBe("1 h 5 min");
  expect(formatNumber(0.30000001)).toBe("0.3");
});

test("a depth has its sign", () => {
  expect([formatDepth(4.5), formatDepth(-10), formatDepth(0), formatDepth(-1e-9)]).toEqual(["+4.5", "−10", "0", "0"]);
});
