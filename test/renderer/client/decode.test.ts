import { describe, expect, test } from "vitest";
import type { BytesHeader } from "#contract/bytes";
import { decodeFrame, decodeTable, decodeJoined, decodeTraces, decodeVolume, readBody } from "#renderer/client/decode.ts";

function answer(header: BytesHeader, data: ArrayBufferView): Response {
  const body = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  return new Response(body, { headers: { "x-nematrace": JSON.stringify(header) } });
}

describe("the bytes plane, decoded", () => {
  test("a recorded plane keeps its pixel type and shape", async () => {
    const { header, body } = await readBody(
      answer({ kind: "frame", dtype: "uint16", shape: [2, 3] }, Uint16Array.of(1, 2, 3, 4, 5, 65535)),
      "frame",
    );
    const frame = decodeFrame(header, body);
    expect(frame.data).toEqual(Uint16Array.of(1, 2, 3, 4, 5, 65535));
    expect(frame.shape).toEqual([2, 3]);
  });

  test("a stored stack keeps scale, offset, voxel and origin", async () => {
    const sent: BytesHeader = {
      kind: "volume",
      dtype: "uint16",
      shape: [1, 1, 2],
      scale: 0.5,
      offset: -1,
      voxel: [0.5, 0.3, 0.3],
      origin: [-10, 0, 0],
      virtual: true,
    };
    const { header, body } = await readBody(answer(sent, Uint16Array.of(4, 6)), "volume");
    const volume = decodeVolume(header, body);
    expect(volume.stored).toEqual(Uint16Array.of(4, 6));
    expect(volume).toMatchObject({ scale: 0.5, offset: -1, origin: [-10, 0, 0], virtual: true });
  });

  test("a table's columns lie one after another", async () => {
    const { header, body } = await readBody(
      answer({ kind: "table", rows: 2, columns: ["t", "z"] }, Float64Array.of(0, 1, -3.5, 4)),
      "table",
    );
    expect(decodeTable(header, body)).toEqual({ t: Float64Array.of(0, 1), z: Float64Array.of(-3.5, 4) });
  });

  test("joined animals come as times, means, errors and then every animal's own course", () => {
    const body = new ArrayBuffer(8 * 6 + 4 * 4);
    new Float64Array(body, 0, 6).set([0, 1, 10, 20, 3, 4]);
    new Float32Array(body, 48, 4).set([7, 8, 13, Number.NaN]);
    const joined = decodeJoined({ kind: "joined", neurons: ["AVAL"], animals: ["a", "b"], points: 2 }, body);
    expect([[...joined.lag], [...joined.mean], [...joined.sem]]).toEqual([
      [0, 1],
      [10, 20],
      [3, 4],
    ]);
    expect([...joined.values]).toEqual([7, 8, 13, Number.NaN]);
    expect(() => decodeJoined({ kind: "joined", neurons: ["AVAL"], animals: ["a"], points: 2 }, body)).toThrow("bytes");
  });

  test("traces come after their times, signal after signal, and an unknown time is null", async () => {
    const body = new ArrayBuffer(2 * 8 + 2 * 2 * 4);
    new Float64Array(body, 0, 2).set([0, Number.NaN]);
    new Float32Array(body, 16, 4).set([1, 2, 3, Number.NaN]);
    const traces = decodeTraces({ kind: "traces", signals: ["f", "dff"], tracks: [7], names: ["AVAL"], frames: 2 }, body);
    expect(traces.time).toEqual([0, null]);
    expect(traces.frames).toEqual([0, 1]);
    expect(traces.signals["f"]).toEqual(Float32Array.of(1, 2));
    expect(traces.signals["dff"]?.[1]).toBeNaN();
  });

  test("a body that is too short is refused", () => {
    expect(() => decodeFrame({ kind: "frame", dtype: "float32", shape: [2, 2] }, new ArrayBuffer(8))).toThrow(/8 of 16 bytes/);
  });

  test("a failure on the bytes plane is thrown as it was sent", async () => {
    const response = Response.json(
      { code: "not-ready", message: "This frame has not been refocused yet.", facts: { t: 3 } },
      { status: 409 },
    );
    await expect(readBody(response, "volume")).rejects.toMatchObject({ code: "not-ready", facts: { t: 3 } });
  });

  test("bytes of another kind are refused", async () => {
    await expect(readBody(answer({ kind: "table", rows: 0, columns: [] }, new Float64Array(0)), "frame")).rejects.toMatchObject({
      code: "damaged",
    });
  });
});
