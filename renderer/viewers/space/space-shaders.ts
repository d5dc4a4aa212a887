import { ambient, diffuse, gloss } from "#renderer/viewers/space/light.ts";

/** The whole view as a rectangle; `at` is µm from its middle, to the right and down. */
export const spaceVertex = `#version 300 es
in vec2 corner;
uniform vec2 extent;
out vec2 at;
void main() {
  at = (corner * 2.0 - 1.0) * extent;
  gl_Position = vec4(corner.x * 2.0 - 1.0, 1.0 - corner.y * 2.0, 0.0, 1.0);
}`;

/** One line of sight a pixel through the stack; places are texture coordinates, x y z. */
export const spaceFragment = `#version 300 es
precision highp float;
precision highp sampler3D;
in vec2 at;
out vec4 colour;
uniform sampler3D stack;    // r the first channel, g the second
uniform sampler2D table;
uniform vec3 middle;        // middle of the view
uniform vec3 right;         // a µm along each direction of the view
uniform vec3 down;
uniform vec3 ahead;
uniform vec3 low;           // the part that is drawn
uniform vec3 high;
uniform vec2 slab;          // nearest and farthest, µm
uniform vec3 count;         // voxels
uniform vec3 voxel;         // µm
uniform vec3 light;
uniform vec3 firstColour;
uniform vec3 secondColour;
uniform float level;
uniform vec2 gamma;          // of each channel
uniform bool surface;
uniform bool two;

vec3 lit(vec3 place, vec2 channel, vec3 base, float part) {
  vec3 step = 1.0 / count;
  vec3 fall;
  for (int axis = 0; axis < 3; axis++) {
    vec3 way = vec3(0.0);
    way[axis] = step[axis];
    fall[axis] = dot(channel, texture(stack, place - way).rg - texture(stack, place + way).rg) / voxel[axis];
  }
  float steep = length(fall);
  float facing = steep > 0.0 ? max(0.0, dot(fall / steep, light)) : 0.0;
  float dim = 1.0 - 0.4 * part;
  return base * (${ambient.toFixed(2)} + ${diffuse.toFixed(2)} * facing) * dim + ${gloss.toFixed(2)} * pow(facing, 24.0) * dim;
}

void main() {
  vec3 from = middle + at.x * right + at.y * down;
  vec3 a = (low - from) / ahead;
  vec3 b = (high - from) / ahead;
  vec3 near = min(a, b);
  vec3 far = max(a, b);
  float start = max(max(near.x, near.y), max(near.z, slab.x));
  float end = min(min(far.x, far.y), min(far.z, slab.y));
  if (end <= start) { colour = vec4(0.0); return; }
  vec3 rate = abs(ahead * count);
  int steps = clamp(int(ceil((end - start) * max(rate.x, max(rate.y, rate.z)))), 1, 4096);
  vec3 way = ahead * ((end - start) / float(steps));
  vec3 place = from + ahead * start + way * 0.5;
  if (surface) {
    for (int i = 0; i < steps; i++, place += way) {
      vec2 value = texture(stack, place).rg;
      if (value.r < level && !(two && value.g >= level)) continue;
      bool isFirst = value.r >= level;
      vec2 channel = isFirst ? vec2(1.0, 0.0) : vec2(0.0, 1.0);
      vec3 behind = place;
      vec3 before = place - way;
      for (int n = 0; n < 4; n++) {
        vec3 between = (behind + before) * 0.5;
        if (dot(channel, texture(stack, between).rg) >= level) behind = between; else before = between;
      }
      colour = vec4(lit(behind, channel, isFirst ? firstColour : secondColour, float(i) / float(steps)), 1.0);
      return;
    }
    colour = vec4(0.0);
    return;
  }
  vec2 most = vec2(0.0);
  for (int i = 0; i < steps; i++, place += way) most = max(most, texture(stack, place).rg);
  most = pow(most, 1.0 / gamma);
  colour = two
    ? vec4(most.g, most.r, most.g, 1.0)
    : vec4(texture(table, vec2((most.r * 255.0 + 0.5) / 256.0, 0.5)).rgb, 1.0);
}`;
