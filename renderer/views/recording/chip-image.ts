import { useEffect, useState } from "react";
import { type RecordingSettings, unsaid } from "#contract/recording";
import type { FramePixels } from "#renderer/client/decode.ts";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { autoLevels } from "#renderer/viewers/levels.ts";

/**
 * A recording's frames before they are prepared, to draw on: the brightest of a few spread over the movie, so that all
 * places an animal goes to are seen. Null until they are there.
 *
 * @param read what decides how the file is read
 * @param most frames to look at
 * @param c    channel
 */
export function useChip(
  path: string,
  { axes, dataset, layout }: Pick<RecordingSettings, "axes" | "dataset" | "layout">,
  c: number,
  most: number,
): FramePixels | null {
  const { client, pixels } = useOutside();
  const attempt = useWorkstation((state) => state.attempt);
  const [chip, setChip] = useState<FramePixels | null>(null);
  const split = JSON.stringify(layout);
  useEffect(() => {
    let stale = false;
    void attempt(async () => {
      const { handle, info } = await client.recording.open({ path, settings: { ...unsaid, axes, dataset, layout } });
      const { t, z } = info.shape;
      const count = Math.min(most, t);
      let brightest: FramePixels | null = null;
      for (let i = 0; i < count && !stale; i++) {
        const frame = await pixels.frame(handle, Math.floor((i * t) / count), Math.min(c, info.shape.c - 1), Math.floor(z / 2));
        brightest = brightest ? brighter(brightest, frame) : frame;
        if (!stale) setChip(brightest);
      }
    });
    return () => {
      stale = true;
    };
    // A layout is the same as long as it says the same.
  }, [attempt, client, pixels, path, axes, dataset, split, c, most]);
  return chip;
}

function brighter(a: FramePixels, b: FramePixels): FramePixels {
  const data = a.data.slice();
  for (let i = 0; i < data.length; i++) if (b.data[i]! > data[i]!) data[i] = b.data[i]!;
  return { data, shape: a.shape };
}

/** Paints grey levels between black and white as they ask for. */
export function paintGrey(canvas: HTMLCanvasElement, { data, shape: [height, width] }: FramePixels): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  canvas.width = width;
  canvas.height = height;
  const image = context.createImageData(width, height);
  const { min, max } = autoLevels(Float32Array.from(data));
  for (let i = 0; i < data.length; i++) {
    const grey = (255 * (data[i]! - min)) / (max - min || 1);
    image.data[4 * i] = grey;
    image.data[4 * i + 1] = grey;
    image.data[4 * i + 2] = grey;
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
