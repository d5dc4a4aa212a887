import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import type { Workstation } from "#renderer/state/slice.ts";

/** The frame that follows while a movie plays; the first one after the last. */
export function frameAfter(t: number, state: Workstation): number {
  return (t + 1) % (openRecordingOf(state)?.info.shape.t ?? 1);
}

/** Goes on to the next frame when the last one is on screen and its time has come. */
export class StageClock {
  private waiting = 0;
  private lastStep = 0;

  constructor(
    private readonly state: () => Workstation,
    /** Whether the frame that was gone to is on screen. */
    private readonly isShown: () => boolean,
  ) {}

  start(): void {
    this.stop();
    const tick = (now: number) => {
      const state = this.state();
      if (!state.playing) return;
      if (this.isShown() && now - this.lastStep >= 1000 / state.rate - 4) {
        this.lastStep = now;
        state.seek(frameAfter(state.frame, state));
      }
      this.waiting = requestAnimationFrame(tick);
    };
    if (this.state().playing) this.waiting = requestAnimationFrame(tick);
  }

  stop(): void {
    cancelAnimationFrame(this.waiting);
  }
}
