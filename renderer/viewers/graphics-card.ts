/** Renderers of WebGL that draw on the processor. */
const onProcessor = /swiftshader|llvmpipe|softpipe|software|basic render/i;
let found: boolean | null = null;

/** Whether WebGL draws on a graphics card here; where the processor imitates it, the processor's own ways are quicker. */
export function hasGraphicsCard(): boolean {
  return (found ??= look());
}

/** A canvas that has been asked for WebGL gives no other context any more, so one of its own is asked. */
function look(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return false;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !(typeof name === "string" && onProcessor.test(name));
}
