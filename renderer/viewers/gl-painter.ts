import { linkProgram, uniformsOf, unitSquare } from "#renderer/viewers/gl-program.ts";
import { boundsOf, type Camera, type Look, type Painter, type Plane, type Size, toScreen } from "#renderer/viewers/plane.ts";
import { planeFragment, planeVertex } from "#renderer/viewers/shaders.ts";

const uniformNames = [
  "edges",
  "pixels",
  "grey",
  "other",
  "table",
  "levels",
  "otherLevels",
  "gamma",
  "otherGamma",
  "mode",
  "smoothly",
] as const;

/** Draws planes by WebGL2; null where the browser has none. */
export function glPainter(canvas: HTMLCanvasElement): Painter | null {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true, powerPreference: "high-performance" });
  if (!gl) return null;
  const program = linkProgram(gl, planeVertex, planeFragment);
  if (!program) return null;
  const at = uniformsOf(gl, program, uniformNames);
  const corners = unitSquare(gl, program);
  const textures = [nearestTexture(gl), nearestTexture(gl), nearestTexture(gl)] as const;
  let shown: Plane | null = null;
  let table: Uint8Array | null = null;

  const uploadPlane = (plane: Plane) => {
    const send = (unit: number, data: Float32Array) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, textures[unit as 0 | 1]);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, plane.width, plane.height, 0, gl.RED, gl.FLOAT, data);
    };
    send(0, plane.data);
    const second = plane.second ?? plane.depth;
    if (second) send(1, second);
    shown = plane;
  };
  const uploadTable = (entries: Uint8Array) => {
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, textures[2]);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, entries);
    table = entries;
  };

  return {
    canvas,
    paint: (plane: Plane | null, look: Look, camera: Camera, size: Size) => {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      if (!plane || gl.isContextLost()) return;
      gl.useProgram(program);
      if (plane !== shown) uploadPlane(plane);
      if (look.table !== table) uploadTable(look.table);
      const bounds = boundsOf(plane);
      const [top, left] = toScreen(camera, size, bounds.top, bounds.left);
      const [bottom, right] = toScreen(camera, size, bounds.bottom, bounds.right);
      const clipX = (x: number) => (x / size.width) * 2 - 1;
      const clipY = (y: number) => 1 - (y / size.height) * 2;
      gl.uniform4f(at.edges, clipX(left), clipY(top), clipX(right), clipY(bottom));
      gl.uniform2f(at.pixels, plane.width, plane.height);
      gl.uniform1i(at.grey, 0);
      gl.uniform1i(at.other, 1);
      gl.uniform1i(at.table, 2);
      gl.uniform2f(at.levels, look.levels.min, look.levels.max);
      gl.uniform2f(at.otherLevels, look.secondLevels.min, look.secondLevels.max);
      gl.uniform1f(at.gamma, look.gamma);
      gl.uniform1f(at.otherGamma, look.secondGamma);
      gl.uniform1i(at.mode, plane.second ? 1 : plane.depth ? 2 : 0);
      gl.uniform1i(at.smoothly, look.smooth ? 1 : 0);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    },
    destroy: () => {
      for (const texture of textures) gl.deleteTexture(texture);
      gl.deleteBuffer(corners);
      gl.deleteProgram(program);
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}

function nearestTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  return texture;
}
