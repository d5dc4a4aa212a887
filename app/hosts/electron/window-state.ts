import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod/mini";

const windowState = z.object({
  /** [x, y] on the desktop; null where the system shall choose. */
  at: z.nullable(z.tuple([z.int(), z.int()])),
  width: z.int().check(z.minimum(640)),
  height: z.int().check(z.minimum(480)),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const first: WindowState = { at: null, width: 1440, height: 900, maximized: false };

/** Where the window stood when it was last closed, if one of today's screens still shows that place. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState {
  const state = parsed(file);
  if (state.at === null) return state;
  const [x, y] = state.at;
  const visible = screens.some(
    (screen) => x < screen.x + screen.width - 80 && x + state.width > screen.x + 80 && y >= screen.y && y < screen.y + screen.height - 40,
  );
  return visible ? state : { ...state, at: null };
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state));
}

/** A missing or spoiled file means a first start: a window's place is never worth an error. */
function parsed(file: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return first;
  }
}
