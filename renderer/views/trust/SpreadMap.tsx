import { useEffect, useRef } from "react";
import type { RefocusSpread } from "#contract/trust";
import { useDark } from "#renderer/state/theme.ts";
import { formatDepth, formatNumber } from "#renderer/ui/format.ts";
import { paletteOf } from "#renderer/ui/use-canvas.ts";
import "#renderer/views/trust/trust.css";

/** Where in the frame eight refocused positions differ, and how far the neurons scatter between them. */
export function SpreadMap({ spread }: { readonly spread: RefocusSpread }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useDark();
  const { map, neurons, medianZ, medianLight } = spread;
  const [height, width] = map.shape;
  const top = Math.max(...map.values, 1e-9);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    const [red, green, blue] = channelsOf(paletteOf(canvas.current).text);
    const image = context.createImageData(width, height);
    map.values.forEach((value, i) => image.data.set([red, green, blue, Math.round((255 * value) / top)], 4 * i));
    context.putImageData(image, 0, 0);
  }, [map, width, height, top, dark]);
  const worst = neurons.toSorted((a, b) => b.zError - a.zError).slice(0, 5);
  return (
    <section className="spread" aria-label="How sure the places are">
      <figure>
        <canvas
          ref={canvas}
          width={width}
          height={height}
          className="spread-map"
          style={{ aspectRatio: `${width} / ${height}` }}
          role="img"
          aria-label={`Scatter over the frame, up to ${formatNumber(top)} of the frame's scale`}
          data-tip="The more solid, the more the eight differ there (standard deviation, all planes)"
        />
        <figcaption className="quiet">{`Solid: ${(100 * top).toFixed(1)} % of the frame's scale`}</figcaption>
      </figure>
      <div>
        <p>{`${neurons.length} neurons: half of them scatter by less than ${medianZ.toFixed(2)} µm in depth and ${(100 * medianLight).toFixed(1)} % in brightness.`}</p>
        {worst.length > 0 && (
          <table>
            <caption className="quiet">The least sure</caption>
            <thead>
              <tr>
                <th scope="col">y, x, µm</th>
                <th scope="col">z, µm</th>
                <th scope="col">±, µm</th>
                <th scope="col">light ±</th>
              </tr>
            </thead>
            <tbody>
              {worst.map(({ place: [z, y, x], zError, lightError }) => (
                <tr key={`${z},${y},${x}`}>
                  <td>{`${y.toFixed(1)}, ${x.toFixed(1)}`}</td>
                  <td>{formatDepth(Number(z.toFixed(1)))}</td>
                  <td>{zError.toFixed(2)}</td>
                  <td>{`${(100 * lightError).toFixed(0)} %`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

/** "#rrggbb" or "rgb(r, g, b)" as three numbers. */
function channelsOf(colour: string): [number, number, number] {
  const hex = /^#(..)(..)(..)$/.exec(colour.trim());
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16)];
  const [r = 128, g = 128, b = 128] = (colour.match(/\d+/g) ?? []).map(Number);
  return [r, g, b];
}
