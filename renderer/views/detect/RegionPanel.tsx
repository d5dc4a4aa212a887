import { Check, Layers, Pentagon, Trash2, X } from "lucide-react";
import { useEffect } from "react";
import type { Region, Regions } from "#contract/region";
import { type Drawing, regionsOf, regionText } from "#renderer/state/preview.ts";
import type { FormValues } from "#renderer/state/jobs.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { NumberField } from "#renderer/ui/Field.tsx";

interface RegionPanelProps {
  readonly values: FormValues;
  readonly lengthUnit: string;
  readonly disabled: boolean;
  readonly onRegions: (text: string) => void;
}

type Kind = Drawing["kind"];
const words: Readonly<Record<Kind, string>> = { include: "Look in", exclude: "Leave out" };
const leastCorners = 3;

/** Where neurons are looked for: polygons drawn on the image, each at all depths or at some. */
export function RegionPanel({ values, lengthUnit, disabled, onRegions }: RegionPanelProps) {
  const drawing = useWorkstation((state) => state.drawing);
  const draw = useWorkstation((state) => state.draw);
  const depths = useWorkstation((state) => state.depths);
  const regions = regionsOf(values);
  const change = (kind: Kind, list: readonly Region[]) => onRegions(regionText({ ...regions, [kind]: [...list] }));
  const add = (kind: Kind, region: Region) => change(kind, [...regions[kind], region]);
  const close = ({ kind, points }: Drawing) => {
    if (points.length < leastCorners) return;
    add(kind, { points: points.map(([y, x]) => [round(y), round(x)]), z: null });
    draw(null);
  };
  useDrawingKeys(drawing, draw, close);
  useEffect(() => () => draw(null), [draw]);
  return (
    <section aria-label="Regions" className="regions">
      <h3 className="section-head">Regions</h3>
      {(["include", "exclude"] as const).flatMap((kind) =>
        regions[kind].map((region, i) => (
          <RegionRow
            key={`${kind} ${String(i)}`}
            name={`${words[kind]} ${i + 1}`}
            region={region}
            unit={lengthUnit}
            deep={depths !== null}
            disabled={disabled}
            onChange={(next) =>
              change(
                kind,
                regions[kind].flatMap((other, n) => (n !== i ? [other] : next ? [next] : [])),
              )
            }
          />
        )),
      )}
      {isEverywhere(regions) && !drawing && <p className="quiet">Neurons are looked for in the whole image.</p>}
      {drawing ? (
        <div className="region-drawing" role="status">
          <p className="quiet">
            {drawing.points.length === 0
              ? "Click the corners on the image."
              : `${drawing.points.length} ${drawing.points.length === 1 ? "corner" : "corners"}. Enter closes, Backspace takes one back, Escape stops.`}
          </p>
          <div className="region-buttons">
            <Button
              icon={Check}
              tone="primary"
              disabled={drawing.points.length < leastCorners}
              tip="Close the polygon, from three corners on (Enter)"
              onClick={() => close(drawing)}
            >
              Close polygon
            </Button>
            <Button icon={X} tip="Throw the polygon away (Escape)" onClick={() => draw(null)}>
              Stop drawing
            </Button>
          </div>
        </div>
      ) : (
        <div className="region-buttons">
          {(["include", "exclude"] as const).map((kind) => (
            <Button
              key={kind}
              icon={Pentagon}
              disabled={disabled}
              tip={
                kind === "include"
                  ? "Draw a polygon on the image; neurons are looked for inside it alone"
                  : "Draw a polygon on the image, round the gut for example; nothing inside it counts as a neuron"
              }
              onClick={() => draw({ kind, points: [] })}
            >
              {words[kind]}
            </Button>
          ))}
          {depths && (
            <Button
              icon={Layers}
              disabled={disabled}
              tip={`Look at some depths only (${lengthUnit})`}
              onClick={() => add("include", { points: [], z: [depths.min, depths.max] })}
            >
              Depths
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface RegionRowProps {
  readonly name: string;
  readonly region: Region;
  readonly unit: string;
  readonly deep: boolean;
  readonly disabled: boolean;
  /** Null takes the region away. */
  readonly onChange: (region: Region | null) => void;
}

function RegionRow({ name, region, unit, deep, disabled, onChange }: RegionRowProps) {
  const { points, z } = region;
  const end = (which: 0 | 1) => (
    <NumberField
      label={which === 0 ? "From" : "To"}
      help={`${name}: ${which === 0 ? "lowest" : "highest"} depth, ${unit} from the recorded plane; empty for all depths.`}
      unit={unit}
      value={z?.[which] ?? null}
      placeholder="all"
      disabled={disabled}
      onChange={(value) => {
        if (value === null) return onChange({ ...region, z: null });
        const [from, to] = z ?? [value, value];
        onChange({ ...region, z: which === 0 ? [value, Math.max(value, to)] : [Math.min(from, value), value] });
      }}
    />
  );
  return (
    <div className="region-row" role="group" aria-label={name}>
      <div className="region-head">
        <span>{name}</span>
        <span className="quiet">{points.length === 0 ? "whole plane" : `${points.length} corners`}</span>
        <IconButton icon={Trash2} label={`Remove ${name}`} disabled={disabled} onClick={() => onChange(null)} />
      </div>
      {deep && (
        <div className="region-depths">
          {end(0)}
          {end(1)}
        </div>
      )}
    </div>
  );
}

/** Keys that draw, taken before any other use of them, as long as a polygon is open. */
function useDrawingKeys(drawing: Drawing | null, draw: (next: Drawing | null) => void, close: (drawing: Drawing) => void): void {
  useEffect(() => {
    if (!drawing) return;
    const listen = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.matches("input, select, textarea, button");
      if (event.key === "Escape") draw(null);
      else if (inField) return;
      else if (event.key === "Enter") close(drawing);
      else if (event.key === "Backspace") draw({ ...drawing, points: drawing.points.slice(0, -1) });
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
  });
}

function isEverywhere({ include, exclude }: Regions): boolean {
  return include.length === 0 && exclude.length === 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
