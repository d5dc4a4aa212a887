import { Box } from "lucide-react";
import type { SpaceSettings } from "#contract/view";
import { openRecordingOf, unitOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import type { Face } from "#renderer/state/view.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { CheckField, RangeField } from "#renderer/ui/Field.tsx";
import { Popover } from "#renderer/ui/Popover.tsx";
import { Segmented } from "#renderer/ui/Segmented.tsx";

const shadings = [
  { value: "maximum", label: "Brightest", tip: "Maximum intensity: the brightest voxel on each line of sight" },
  { value: "surface", label: "Surface", tip: "The first voxel on each line of sight that is as bright as the level, lit from the front" },
] as const;

const faces: readonly { readonly face: Face; readonly label: string; readonly tip: string }[] = [
  { face: "above", label: "Top", tip: "Along z, as the objective sees it" },
  { face: "front", label: "Front", tip: "Along y: x to the right, z down" },
  { face: "side", label: "Side", tip: "Along x: z to the right, y down" },
];

const axes = ["z", "y", "x"] as const;
const newSlab = 5;

/** How the stack in space is drawn: shading, from where, and what of it. */
export function SpacePanel() {
  const space = useWorkstation((state) => state.space);
  const grip = useWorkstation((state) => state.grip);
  const set = useWorkstation((state) => state.set);
  const unit = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return open ? unitOf(open) : "µm";
  });
  const change = (changed: Partial<SpaceSettings>) => set({ space: { ...space, ...changed } });
  const clipTo = (axis: number, part: readonly [number, number]) =>
    change({ clip: [axis === 0 ? part : space.clip[0], axis === 1 ? part : space.clip[1], axis === 2 ? part : space.clip[2]] });
  return (
    <Popover icon={Box} label="3-D" tip="Shading, point of view, clipping planes and slab of the stack in space">
      <div className="display">
        <Segmented label="Shading" value={space.shading} options={shadings} onChange={(shading) => change({ shading })} />
        {space.shading === "surface" && (
          <RangeField
            label="Surface at"
            help="Brightness at which the surface lies, from black (0 %) to white (100 %) of the grey levels."
            value={space.level}
            words={`${Math.round(space.level * 100)} %`}
            onChange={(level) => change({ level })}
            min={0.02}
          />
        )}
        <div className="space-faces" role="group" aria-label="Look from">
          <span>Look from</span>
          {faces.map(({ face, label, tip }) => (
            <Button key={face} tone="quiet" tip={tip} onClick={() => grip?.face(face)}>
              {label}
            </Button>
          ))}
        </div>
        {axes.map((axis, i) => {
          const [from, to] = space.clip[i] ?? [0, 1];
          return (
            <div className="clip" key={axis} role="group" aria-label={`Clip along ${axis}`}>
              <RangeField
                label={`${axis} from`}
                help={`Clipping plane: what lies before this part of the stack along ${axis} is left out, in percent of its length.`}
                value={from}
                words={`${Math.round(from * 100)} %`}
                onChange={(value) => clipTo(i, [Math.min(value, to - 0.02), to])}
              />
              <RangeField
                label="to"
                help={`Clipping plane: what lies behind this part of the stack along ${axis} is left out, in percent of its length.`}
                value={to}
                words={`${Math.round(to * 100)} %`}
                onChange={(value) => clipTo(i, [from, Math.max(value, from + 0.02)])}
              />
            </div>
          );
        })}
        <CheckField
          label="Slab through the crosshair"
          help="Only what lies near the crosshair, or the chosen neuron, along the line of sight is drawn."
          checked={space.slab !== null}
          onChange={(on) => change({ slab: on ? newSlab : null })}
        />
        {space.slab !== null && (
          <RangeField
            label="Thickness"
            help={`Thickness of the slab along the line of sight, ${unit}.`}
            value={space.slab}
            words={`${space.slab} ${unit}`}
            min={0.5}
            max={40}
            step={0.5}
            onChange={(slab) => change({ slab })}
          />
        )}
      </div>
    </Popover>
  );
}
