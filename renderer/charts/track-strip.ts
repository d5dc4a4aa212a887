/** A neuron through time: one value a frame. */
export interface TrackStripData {
  readonly frames: number;
  /** 0..1; NaN where it has no position. */
  readonly confidence: Float32Array;
  /** 0 the program, 1 a human, 2 filled in between. */
  readonly source: Uint8Array;
  /** Frames in which it was said to be out of view. */
  readonly ghosts: ReadonlySet<number>;
  /** Frames with something doubtful. */
  readonly doubts: readonly number[];
}

interface StripColours {
  readonly sure: string;
  readonly human: string;
  readonly ghost: string;
  readonly doubt: string;
}

/** Where the neuron is known, how surely, and by whom: bars a frame, lower where less sure; ticks at doubtful moments. */
export function drawTrackStrip(
  context: CanvasRenderingContext2D,
  data: TrackStripData,
  width: number,
  height: number,
  colours: StripColours,
): void {
  context.clearRect(0, 0, width, height);
  const step = width / data.frames;
  const top = 5;
  const room = height - top;
  for (let t = 0; t < data.frames; t++) {
    const left = t * step;
    const wide = Math.max(1, step - (step > 4 ? 1 : 0));
    if (data.ghosts.has(t)) {
      context.fillStyle = colours.ghost;
      context.fillRect(left, height - 3, wide, 3);
      continue;
    }
    const confidence = data.confidence[t] as number;
    if (Number.isNaN(confidence)) continue;
    const isHuman = data.source[t] === 1;
    const tall = Math.max(3, room * (isHuman ? 1 : confidence));
    context.globalAlpha = data.source[t] === 2 ? 0.35 : 1;
    context.fillStyle = isHuman ? colours.human : colours.sure;
    context.fillRect(left, height - tall, wide, tall);
    context.globalAlpha = 1;
  }
  context.fillStyle = colours.doubt;
  for (const t of data.doubts) {
    const x = (t + 0.5) * step;
    context.beginPath();
    context.moveTo(x - 3, 0);
    context.lineTo(x + 3, 0);
    context.lineTo(x, 4.5);
    context.fill();
  }
}
