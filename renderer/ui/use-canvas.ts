import { type RefObject, useEffect, useRef } from "react";
import type { ChartPalette } from "#renderer/charts/palette.ts";

type Draw = (context: CanvasRenderingContext2D, width: number, height: number, palette: ChartPalette) => void;

/** A canvas that fills its element, is sharp on every screen, and is drawn again when size, theme or `draw` changes. */
export function useCanvas(draw: Draw, dark: boolean): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return;
    const paint = () => {
      const width = canvas.clientWidth;
      const height = canvas.clientHeight;
      if (width === 0 || height === 0) return;
      const ratio = window.devicePixelRatio || 1;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, width, height, paletteOf(canvas));
    };
    paint();
    const observer = new ResizeObserver(paint);
    observer.observe(canvas);
    return () => observer.disconnect();
  }, [draw, dark]);
  return ref;
}

/** A chart's colours from the tokens in force. */
export function paletteOf(element: Element): ChartPalette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: token("--text"),
    faint: token("--text-3"),
    line: token("--border-strong"),
    grid: token("--chart-grid") || token("--border"),
    accent: token("--accent"),
    chosen: token("--accent-soft"),
    surface: token("--surface"),
    font: `11px ${token("--font") || "sans-serif"}`,
    dark: style.colorScheme === "dark",
  };
}
