import type { Pen } from "#renderer/charts/pen.ts";

/** A text cut to a width with an ellipsis at its end, CSS pixels in the pen's font. */
export function fitText(pen: Pick<Pen, "measureText">, text: string, width: number): string {
  // Measuring is slow, and no letter of the charts' 11 pixels is wider than that.
  if (text.length * 11 <= width || pen.measureText(text).width <= width) return text;
  let length = text.length - 1;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
