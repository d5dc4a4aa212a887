import * as z from "zod/mini";

/** Shapes a surface can have: z as a polynomial of y and x, or a cylinder's: curved along one direction only. */
export const surfaceShapes = ["plane", "cylinder", "quadratic", "spline"] as const;
export type SurfaceShape = (typeof surfaceShapes)[number];

/** A point a surface shall pass, µm [z, y, x]; z from the recorded plane, positive away from the objective. */
export const surfacePoint = z.readonly(z.tuple([z.number(), z.number(), z.number()]));
export type SurfacePoint = z.infer<typeof surfacePoint>;

/** More points than this are refused: a spline through them takes too long to draw. */
export const mostPoints = 100;

/** A surface through points; fewer than its shape needs fix none yet. */
export const drawnSurface = z.object({
  shape: z.enum(surfaceShapes),
  points: z.readonly(z.array(surfacePoint).check(z.maxLength(mostPoints))),
});
export type DrawnSurface = z.infer<typeof drawnSurface>;

/** A depth map: an image of the frame's size whose values are depths, µm from the recorded plane. */
export const mappedSurface = z.object({ file: z.string().check(z.minLength(1)) });
export type MappedSurface = z.infer<typeof mappedSurface>;

/** The surface that a frame is refocused along. */
export const focusSurface = z.union([drawnSurface, mappedSurface]);
export type FocusSurface = z.infer<typeof focusSurface>;
