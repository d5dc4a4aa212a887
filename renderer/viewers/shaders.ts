/** A plane as a rectangle in the world. */
export const planeVertex = `#version 300 es
in vec2 corner;
uniform vec4 edges;   // left, top, right, bottom in clip space
uniform vec2 pixels;  // width, height of the plane
out vec2 place;
void main() {
  place = corner * pixels;
  gl_Position = vec4(mix(edges.x, edges.z, corner.x), mix(edges.y, edges.w, corner.y), 0.0, 1.0);
}`;

/** Window, gamma and colour; bilinear by four fetches, because float textures need not filter. */
export const planeFragment = `#version 300 es
precision highp float;
precision highp sampler2D;
in vec2 place;
out vec4 colour;
uniform sampler2D grey;
uniform sampler2D other;
uniform sampler2D table;
uniform vec2 levels;
uniform vec2 otherLevels;
uniform float gamma;
uniform float otherGamma;
uniform int mode;     // 0 map, 1 two channels, 2 depth
uniform bool smoothly;

float fetch(sampler2D plane, ivec2 at) {
  return texelFetch(plane, clamp(at, ivec2(0), textureSize(plane, 0) - 1), 0).r;
}
float sample1(sampler2D plane) {
  if (!smoothly) return fetch(plane, ivec2(floor(place)));
  vec2 at = place - 0.5;
  ivec2 base = ivec2(floor(at));
  vec2 part = at - vec2(base);
  float top = mix(fetch(plane, base), fetch(plane, base + ivec2(1, 0)), part.x);
  float bottom = mix(fetch(plane, base + ivec2(0, 1)), fetch(plane, base + ivec2(1, 1)), part.x);
  return mix(top, bottom, part.y);
}
float shade(float value, vec2 window, float power) {
  float part = clamp((value - window.x) / (window.y - window.x), 0.0, 1.0);
  return pow(part, 1.0 / power);
}
void main() {
  float bright = shade(sample1(grey), levels, gamma);
  if (mode == 1) {
    float second = shade(sample1(other), otherLevels, otherGamma);
    colour = vec4(second, bright, second, 1.0);
  } else if (mode == 2) {
    float depth = sample1(other);
    colour = vec4(texture(table, vec2((depth * 255.0 + 0.5) / 256.0, 0.5)).rgb * bright, 1.0);
  } else {
    colour = vec4(texture(table, vec2((bright * 255.0 + 0.5) / 256.0, 0.5)).rgb, 1.0);
  }
}`;
