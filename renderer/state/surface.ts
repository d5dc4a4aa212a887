import { type DrawnSurface, type FocusSurface, mostPoints, type SurfacePoint, type SurfaceShape } from "#contract/surface";
import { fitSurface, pointsNeeded, type Surface } from "#core/refocus/surfaces";
import type { SliceOf } from "#renderer/state/slice.ts";

/** The surface that live focus follows. It changes no result, and is kept with the study. */
export interface SurfaceSlice {
  readonly surface: FocusSurface | null;
  /** The surface is being set: its card is open. */
  readonly surfacing: boolean;
  /** Live focus follows it, and depths count from it; else planes are level. */
  readonly curved: boolean;
  /** The point that is chosen; null for none. */
  readonly surfacePoint: number | null;
  /** Opens or closes the setting of a surface. */
  readonly setSurfacing: (surfacing: boolean) => void;
  readonly followSurface: (curved: boolean) => void;
  readonly chooseSurfacePoint: (point: number | null) => void;
  /** Takes another surface, and keeps it with the study. */
  readonly setSurface: (surface: FocusSurface | null) => void;
  readonly shapeSurface: (shape: SurfaceShape) => void;
  /** What is shown at a place, µm [y, x], is sharp there: a point of the surface. */
  readonly sharpAt: (place: readonly [number, number]) => void;
  readonly moveSurfacePoint: (index: number, point: SurfacePoint) => void;
  readonly removeSurfacePoint: () => void;
}

/** How long the hand has to rest before a surface is kept, ms. */
const rest = 400;

export const surface: SliceOf<SurfaceSlice> =
  ({ client }) =>
  (set, get) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      const { study } = get();
      if (!study || study.readOnly !== null) return;
      timer = setTimeout(() => {
        if (get().study?.handle !== study.handle) return;
        void get().attempt(async () => get().acceptStudy(await client.study.surface({ study: study.handle, surface: get().surface })));
      }, rest);
    };
    const take = (next: FocusSurface | null) => {
      set({ surface: next });
      keep();
    };
    return {
      surface: null,
      surfacing: false,
      curved: false,
      surfacePoint: null,
      setSurfacing: (surfacing) => {
        if (surfacing) set({ surfacing, live: true, recorded: false, mode: "slice", tool: "sharp" });
        else set({ surfacing, tool: "hand", surfacePoint: null });
      },
      followSurface: (curved) => {
        set({ curved });
        get().setDepth(0);
      },
      chooseSurfacePoint: (surfacePoint) => set({ surfacePoint }),
      setSurface: (next) => {
        set({ surfacePoint: null });
        take(next);
      },
      shapeSurface: (shape) => take({ shape, points: drawnOf(get().surface).points }),
      sharpAt: ([y, x]) => {
        const { surface: now, curved, depth } = get();
        const { shape, points } = drawnOf(now);
        if (points.length >= mostPoints) return get().notify(`A surface takes ${mostPoints} points at the most; remove one first.`, "done");
        const under = curved ? surfaceFunction(now) : null;
        const z = Number((depth + (under ? under(y, x) : 0)).toFixed(3));
        set({ surfacePoint: points.length });
        take({ shape, points: [...points, [z, y, x]] });
        // The surface now runs through what was sharp, so that the focus stands on it.
        if (under) get().setDepth(0);
      },
      moveSurfacePoint: (index, point) => {
        const { shape, points } = drawnOf(get().surface);
        set({ surfacePoint: index });
        take({ shape, points: points.map((other, i) => (i === index ? point : other)) });
      },
      removeSurfacePoint: () => {
        const { surfacePoint } = get();
        const { shape, points } = drawnOf(get().surface);
        if (surfacePoint === null) return;
        set({ surfacePoint: null });
        take({ shape, points: points.filter((_, i) => i !== surfacePoint) });
      },
    };
  };

/** The points of a surface; none of one that comes from a file. */
export function drawnOf(surface: FocusSurface | null): DrawnSurface {
  return surface === null || "file" in surface ? { shape: "plane", points: [] } : surface;
}

/** The surface through the points, depth in µm at y, x in µm; null while they fix none. */
export function surfaceFunction(surface: FocusSurface | null): Surface | null {
  const { shape, points } = drawnOf(surface);
  if (points.length < pointsNeeded[shape]) return null;
  try {
    return fitSurface(points, shape);
  } catch {
    // Points on one line fix no surface yet; the card says so.
    return null;
  }
}
