/** A plane of grey levels [v, u], placed in the world; depth where each pixel has one. */
export interface Plane {
  readonly data: Float32Array;
  /** A second channel of the same shape, shown magenta over green; null for one channel. */
  readonly second: Float32Array | null;
  /** Where along the projection the brightest voxel lies, 0..1; null outside depth coding. */
  readonly depth: Float32Array | null;
  readonly width: number;
  readonly height: number;
  /** µm a pixel [v, u]. */
  readonly pitch: readonly [number, number];
  /** Centre of the first pixel, µm [v, u]. */
  readonly origin: readonly [number, number];
}

/** Grey levels drawn black and white. */
export interface Levels {
  readonly min: number;
  readonly max: number;
}

/** How grey becomes colour. */
export interface Look {
  readonly levels: Levels;
  readonly secondLevels: Levels;
  readonly gamma: number;
  readonly secondGamma: number;
  /** 256 RGBA entries; see `colourTable`. */
  readonly table: Uint8Array;
  readonly smooth: boolean;
}

/** What part of the world is on screen: the centre, µm [v, u], and CSS pixels a µm. */
export interface Camera {
  readonly centre: readonly [number, number];
  readonly scale: number;
}

/** Draws a plane into a canvas. */
export interface Painter {
  readonly canvas: HTMLCanvasElement;
  /** Sizes are CSS pixels; `ratio` is device pixels a CSS pixel. */
  readonly paint: (plane: Plane | null, look: Look, camera: Camera, size: Size, ratio: number) => void;
  readonly destroy: () => void;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Edges of a plane, µm: [v, u] of its upper left and lower right corner. */
export function boundsOf(plane: Plane): { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number } {
  const top = plane.origin[0] - plane.pitch[0] / 2;
  const left = plane.origin[1] - plane.pitch[1] / 2;
  return { top, left, bottom: top + plane.pitch[0] * plane.height, right: left + plane.pitch[1] * plane.width };
}

/** The camera that shows a whole plane with a margin, CSS pixels. */
export function fitCamera(plane: Plane, size: Size, margin: number): Camera {
  const { top, left, bottom, right } = boundsOf(plane);
  const scale = Math.min(Math.max(size.width - 2 * margin, 8) / (right - left), Math.max(size.height - 2 * margin, 8) / (bottom - top));
  return { centre: [(top + bottom) / 2, (left + right) / 2], scale };
}

/** World to CSS pixels, [v, u] to [y, x]. */
export function toScreen(camera: Camera, size: Size, v: number, u: number): readonly [number, number] {
  return [(v - camera.centre[0]) * camera.scale + size.height / 2, (u - camera.centre[1]) * camera.scale + size.width / 2];
}

/** CSS pixels to world, [y, x] to [v, u]. */
export function toWorld(camera: Camera, size: Size, y: number, x: number): readonly [number, number] {
  return [(y - size.height / 2) / camera.scale + camera.centre[0], (x - size.width / 2) / camera.scale + camera.centre[1]];
}

/** Zooms by a factor and keeps the world under a point of the screen where it is. */
export function zoomAbout(camera: Camera, size: Size, y: number, x: number, factor: number): Camera {
  const scale = Math.min(Math.max(camera.scale * factor, 0.02), 400);
  const [v, u] = toWorld(camera, size, y, x);
  return { centre: [v - (y - size.height / 2) / scale, u - (x - size.width / 2) / scale], scale };
}
