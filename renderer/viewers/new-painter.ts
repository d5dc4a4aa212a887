import { cpuPainter } from "#renderer/viewers/cpu-painter.ts";
import { glPainter } from "#renderer/viewers/gl-painter.ts";
import type { Painter } from "#renderer/viewers/plane.ts";

/** Renderers of WebGL that draw on the processor. */
const onProcessor = /swiftshader|llvmpipe|softpipe|software|basic render/i;
let quick: boolean | null = null;

/** The painter that is quickest here: WebGL on a graphics card; without one the 2-D canvas, which costs an eighth of WebGL's emulation. */
export function newPainter(canvas: HTMLCanvasElement): Painter {
  quick ??= hasGraphicsCard();
  return (quick ? glPainter(canvas) : null) ?? cpuPainter(canvas);
}

/** A canvas that has been asked for WebGL gives no other context any more, so another one is asked. */
function hasGraphicsCard(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return false;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !(typeof name === "string" && onProcessor.test(name));
}
