import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "#contract/failure";
import type { Channel, ChannelLayout, RecordingInfo } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { roleOf } from "#io/recording/meaning";

/**
 * A recording whose two channels lie beside each other on one chip, as two channels. Both halves get the size of the smaller
 * one, cut from the border and from the line on.
 *
 * @param at first column (axis "x") or row (axis "y") of the second half
 * @throws Failure "out-of-range" | "wrong-axes"
 */
export function halves(source: FrameSource, { axis, at }: Extract<ChannelLayout, { kind: "halves" }>): FrameSource {
  const { info } = source;
  const length = info.shape[axis];
  if (info.shape.c > 1) {
    throw new Failure("wrong-axes", `${info.name} has ${info.shape.c} channels already; it cannot be split into halves as well.`, {
      path: info.path,
      channels: info.shape.c,
    });
  }
  if (at < 1 || at >= length) {
    throw new Failure(
      "out-of-range",
      `The line between the halves of ${info.name} has to lie between ${axis} 1 and ${length - 1} px, not at ${at}.`,
      {
        path: info.path,
        at,
        min: 1,
        max: length - 1,
      },
    );
  }
  const size = Math.min(at, length - at);
  const [height, width] = axis === "x" ? [info.shape.y, size] : [size, info.shape.x];
  const names = axis === "x" ? ["left half", "right half"] : ["upper half", "lower half"];
  const channels: Channel[] = names.map((name) => ({ name, role: "other", wavelength: null }));
  return {
    info: { ...info, shape: { ...info.shape, c: 2, y: height, x: width }, recorded: info.shape, channels },
    async read(t, c, z) {
      const frame = await source.read(t, 0, z);
      const wide = frame.shape[1];
      const data = frame.data.slice(0, height * width);
      const [top, left] = axis === "x" ? [0, c * at] : [c * at, 0];
      for (let y = 0; y < height; y++) data.set(frame.data.subarray((top + y) * wide + left, (top + y) * wide + left + width), y * width);
      return { data, dtype: frame.dtype, shape: [height, width] };
    },
    close: () => source.close(),
  };
}

/**
 * Two files with the same frames as the channels of one recording. What the first file does not say is taken from the second.
 *
 * @throws Failure "wrong-axes" where frames, planes or sizes differ
 */
export function joined(first: FrameSource, second: FrameSource): FrameSource {
  const [a, b] = [first.info, second.info];
  for (const [axis, word] of [
    ["t", "frames"],
    ["z", "planes"],
    ["y", "rows"],
    ["x", "columns"],
  ] as const) {
    if (a.shape[axis] === b.shape[axis]) continue;
    throw new Failure(
      "wrong-axes",
      `${a.name} has ${a.shape[axis]} ${word} and ${b.name} has ${b.shape[axis]}; two files are channels of one recording only where they agree. Choose the right second file.`,
      { path: b.path, axis, first: a.shape[axis], second: b.shape[axis] },
    );
  }
  if (a.dtype !== b.dtype) {
    throw new Failure("wrong-axes", `${a.name} holds ${a.dtype} and ${b.name} ${b.dtype}; export both in one pixel type.`, {
      path: b.path,
      first: a.dtype,
      second: b.dtype,
    });
  }
  const channels = [...named(a), ...named(b)];
  const merged: RecordingInfo = {
    ...a,
    bytes: a.bytes + b.bytes,
    shape: { ...a.shape, c: channels.length },
    recorded: a.shape,
    pixelSize: a.pixelSize ?? b.pixelSize,
    zStep: a.zStep ?? b.zStep,
    interval: a.interval ?? b.interval,
    times: a.times ?? b.times,
    channels,
    virtual: a.virtual ?? b.virtual,
    missing: a.missing.filter((fact) => b.missing.includes(fact)),
    notes: [...a.notes, ...b.notes.filter((note) => !a.notes.includes(note)), `The second channel is read from ${b.name}.`],
  };
  return {
    info: merged,
    read: (t, c, z) => (c < a.shape.c ? first.read(t, c, z) : second.read(t, c - a.shape.c, z)),
    close: async () => {
      await first.close();
      await second.close();
    },
  };
}

/** A lone channel without a name of its own is called after its file; roles are told by channel names alone. */
function named(info: RecordingInfo): Channel[] {
  return info.channels.map((channel) => {
    if (info.channels.length > 1) return channel;
    if (/^channel \d+$/.test(channel.name)) return { ...channel, name: info.name, role: "other" };
    return { ...channel, role: roleOf(channel.name) };
  });
}

/** Where a file named in the settings lies: there, or beside the recording where both were moved together. */
export function companionPath(recording: string, named: string): string {
  if (existsSync(named)) return named;
  const beside = join(dirname(recording), basename(named.replaceAll("\\", "/")));
  if (existsSync(beside)) return beside;
  throw new Failure(
    "not-found",
    `${named}, which belongs to the recording ${recording}, is not there; put it back beside the recording, or choose it again.`,
    {
      path: named,
      recording,
    },
  );
}
