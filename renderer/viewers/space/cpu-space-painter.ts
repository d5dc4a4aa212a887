import type { Size } from "#renderer/viewers/plane.ts";
import type { Orbit } from "#renderer/viewers/space/orbit.ts";
import { shear } from "#renderer/viewers/space/shear.ts";
import type { SpacePainter } from "#renderer/viewers/space/space-painter.ts";
import { halved, type SpaceLook, type SpaceStack } from "#renderer/viewers/space/space-stack.ts";

/** More voxels than this are halved while the view moves. */
const mostWhileMoving = 3_000_000;

/** Draws stacks in space on the processor, where there is no graphics card. */
export function cpuSpacePainter(canvas: HTMLCanvasElement): SpacePainter {
  const context = canvas.getContext("2d");
  const buffer = document.createElement("canvas");
  let coarse: { readonly of: SpaceStack; readonly stack: SpaceStack } | null = null;

  const lighter = (stack: SpaceStack): SpaceStack => {
    if (stack.bytes.length <= mostWhileMoving) return stack;
    if (coarse?.of !== stack) coarse = { of: stack, stack: halved(stack) };
    return coarse.stack;
  };

  return {
    canvas,
    paint: (stack: SpaceStack | null, look: SpaceLook, orbit: Orbit, size: Size, ratio: number, moving: boolean) => {
      if (!context) return;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (!stack) return;
      const { rgba, width, height, map } = shear(moving ? lighter(stack) : stack, look, orbit, !moving && look.smooth);
      if (buffer.width !== width || buffer.height !== height) Object.assign(buffer, { width, height });
      buffer.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
      const scale = orbit.scale * ratio;
      const [a, b, c, d, e, f] = map.map((length) => length * scale) as [number, number, number, number, number, number];
      context.setTransform(a, b, c, d, e + (size.width * ratio) / 2, f + (size.height * ratio) / 2);
      context.imageSmoothingEnabled = look.smooth;
      context.drawImage(buffer, 0, 0);
    },
    destroy: () => {
      coarse = null;
    },
  };
}
