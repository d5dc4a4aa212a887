import { linkProgram, uniformsOf, unitSquare } from "#renderer/viewers/gl-program.ts";
import type { Size } from "#renderer/viewers/plane.ts";
import { lightOf, surfaceColours } from "#renderer/viewers/space/light.ts";
import { along, directionsOf, type Orbit, type Point } from "#renderer/viewers/space/orbit.ts";
import type { SpacePainter } from "#renderer/viewers/space/space-painter.ts";
import { spaceFragment, spaceVertex } from "#renderer/viewers/space/space-shaders.ts";
import type { SpaceLook, SpaceStack } from "#renderer/viewers/space/space-stack.ts";

const names = [
  "extent",
  "stack",
  "table",
  "middle",
  "right",
  "down",
  "ahead",
  "low",
  "high",
  "slab",
  "count",
  "voxel",
  "light",
  "firstColour",
  "secondColour",
  "level",
  "gamma",
  "surface",
  "two",
] as const;

/** A picture that takes longer than this, ms, is drawn at half the resolution while the view moves. */
const slow = 30;
const endless = 1e6;

/** Draws stacks in space by WebGL2, as a 3-D texture of bytes; null where the browser has none. */
export function glSpacePainter(canvas: HTMLCanvasElement): SpacePainter | null {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true, powerPreference: "high-performance" });
  const program = gl && linkProgram(gl, spaceVertex, spaceFragment);
  if (!gl || !program) return null;
  const at = uniformsOf(gl, program, names);
  const corners = unitSquare(gl, program);
  const [volume, colours] = [gl.createTexture(), gl.createTexture()];
  let shown: SpaceStack | null = null;
  let table: Uint8Array | null = null;
  let smooth: boolean | null = null;
  /** Part of the resolution that a moving view is drawn at. */
  let part = 1;
  let measured = "";

  const uploadStack = (stack: SpaceStack) => {
    const [depth, height, width] = stack.shape;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_3D, volume);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    if (stack.second) {
      const pairs = new Uint8Array(stack.bytes.length * 2);
      for (let i = 0; i < stack.bytes.length; i++) {
        pairs[2 * i] = stack.bytes[i] as number;
        pairs[2 * i + 1] = stack.second[i] as number;
      }
      gl.texImage3D(gl.TEXTURE_3D, 0, gl.RG8, width, height, depth, 0, gl.RG, gl.UNSIGNED_BYTE, pairs);
    } else gl.texImage3D(gl.TEXTURE_3D, 0, gl.R8, width, height, depth, 0, gl.RED, gl.UNSIGNED_BYTE, stack.bytes);
    for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R]) gl.texParameteri(gl.TEXTURE_3D, wrap, gl.CLAMP_TO_EDGE);
    shown = stack;
    smooth = null;
  };
  const filter = (smoothly: boolean) => {
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_3D, volume);
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
      gl.texParameteri(gl.TEXTURE_3D, side, smoothly ? gl.LINEAR : gl.NEAREST);
    smooth = smoothly;
  };
  const uploadTable = (entries: Uint8Array) => {
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, colours);
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, entries);
    table = entries;
  };
  const resize = (width: number, height: number) => {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  };

  return {
    canvas,
    paint: (stack: SpaceStack | null, look: SpaceLook, orbit: Orbit, size: Size, ratio: number, moving: boolean) => {
      const scale = ratio * (moving ? part : 1);
      resize(Math.max(1, Math.round(size.width * scale)), Math.max(1, Math.round(size.height * scale)));
      if (!stack || gl.isContextLost()) return;
      gl.useProgram(program);
      if (stack !== shown) uploadStack(stack);
      if (look.table !== table) uploadTable(look.table);
      if (look.smooth !== smooth) filter(look.smooth);
      const { shape, voxel, origin } = stack;
      const directions = directionsOf(orbit.turn);
      // Texture coordinates, x y z; a direction that is exactly level would divide by nothing.
      const place = (i: number) => ((orbit.centre[i]! - origin[i]!) / voxel[i]! + 0.5) / shape[i]!;
      const way = (of: Point, i: number) => (Math.abs(of[i]!) < 1e-6 ? 1e-6 : of[i]!) / voxel[i]! / shape[i]!;
      const send = (uniform: WebGLUniformLocation | null, of: (i: number) => number) => gl.uniform3f(uniform, of(2), of(1), of(0));
      gl.uniform2f(at.extent, size.width / 2 / orbit.scale, size.height / 2 / orbit.scale);
      gl.uniform1i(at.stack, 0);
      gl.uniform1i(at.table, 1);
      send(at.middle, place);
      send(at.right, (i) => way(directions.right, i));
      send(at.down, (i) => way(directions.down, i));
      send(at.ahead, (i) => way(directions.ahead, i));
      send(at.low, (i) => look.clip[i]![0]);
      send(at.high, (i) => look.clip[i]![1]);
      const { slab } = look;
      const middle = slab
        ? along(directions.ahead, [0, 1, 2].map((i) => slab.place[i]! - orbit.centre[i]!) as [number, number, number])
        : 0;
      const reach = slab ? slab.thickness / 2 : endless;
      gl.uniform2f(at.slab, middle - reach, middle + reach);
      send(at.count, (i) => shape[i]!);
      send(at.voxel, (i) => voxel[i]!);
      const light = lightOf(directions);
      send(at.light, (i) => light[i]!);
      const [first, second] = surfaceColours(look.table, stack.second !== null);
      gl.uniform3f(at.firstColour, ...first);
      gl.uniform3f(at.secondColour, ...second);
      gl.uniform1f(at.level, Math.max(1, Math.round(look.level * 255)) / 255);
      gl.uniform2f(at.gamma, look.gamma, look.secondGamma);
      gl.uniform1i(at.surface, look.shading === "surface" ? 1 : 0);
      gl.uniform1i(at.two, stack.second ? 1 : 0);
      const key = `${shape.join()} ${canvas.width} ${look.shading}`;
      const began = performance.now();
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      if (moving || key === measured) return;
      // Waiting for one pixel tells, once for each kind of picture, how long it takes.
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      part = performance.now() - began > slow ? 0.5 : 1;
      measured = key;
    },
    destroy: () => {
      for (const texture of [volume, colours]) gl.deleteTexture(texture);
      gl.deleteBuffer(corners);
      gl.deleteProgram(program);
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}
