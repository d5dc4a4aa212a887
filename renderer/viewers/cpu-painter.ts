import { colourPlane } from "#renderer/viewers/colour-plane.ts";
import { boundsOf, type Camera, type Look, type Painter, type Plane, type Size, toScreen } from "#renderer/viewers/plane.ts";

/** Draws planes without WebGL: colours on the processor, placed by the 2-D canvas. */
export function cpuPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext("2d");
  const buffer = document.createElement("canvas");
  let image: ImageData | null = null;
  let drawn: { plane: Plane; look: Look } | null = null;

  const colour = (plane: Plane, look: Look) => {
    if (drawn && drawn.plane === plane && drawn.look === look) return;
    if (!image || image.width !== plane.width || image.height !== plane.height) {
      buffer.width = plane.width;
      buffer.height = plane.height;
      image = new ImageData(plane.width, plane.height);
    }
    colourPlane(plane, look, image.data);
    buffer.getContext("2d")?.putImageData(image, 0, 0);
    drawn = { plane, look };
  };

  return {
    canvas,
    paint: (plane: Plane | null, look: Look, camera: Camera, size: Size, ratio: number) => {
      if (!context) return;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (!plane) return;
      colour(plane, look);
      const { top, left, bottom, right } = boundsOf(plane);
      const [y0, x0] = toScreen(camera, size, top, left);
      const [y1, x1] = toScreen(camera, size, bottom, right);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.imageSmoothingEnabled = look.smooth;
      context.drawImage(buffer, x0, y0, x1 - x0, y1 - y0);
    },
    destroy: () => {
      drawn = null;
    },
  };
}
