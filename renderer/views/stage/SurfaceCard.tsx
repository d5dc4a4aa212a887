import { Crosshair, FolderOpen, ScanSearch, Trash2, X } from "lucide-react";
import { useState } from "react";
import { surfaceShapes, type SurfacePoint, type SurfaceShape } from "#contract/surface";
import { pointsNeeded } from "#core/refocus/surfaces";
import { useOutside, useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { drawnOf, surfaceFunction } from "#renderer/state/surface.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { CheckField, NumberField, SelectField } from "#renderer/ui/Field.tsx";
import { formatDepth } from "#renderer/ui/format.ts";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";
import { fitToSharpest, type SurfaceFit } from "#renderer/views/stage/fit-surface.ts";
import { liveFocus } from "#renderer/views/stage/stage-source.ts";
import "#renderer/views/stage/surface.css";

const shapeWords: Readonly<Record<SurfaceShape, string>> = {
  plane: "Tilted plane (3 or more points)",
  cylinder: "Cylinder, curved one way (4 or more)",
  quadratic: "Bowl or saddle, quadratic (6 or more)",
  spline: "Spline through the points (3 or more)",
};

/** The surface that live focus follows: its points on the frame, its shape, a fit, or a depth map from a file. */
export function SurfaceCard() {
  const open = useWorkstation((state) => state.surfacing && liveFocus(state));
  return open ? <OpenCard /> : null;
}

function OpenCard() {
  const store = useWorkstationStore();
  const { pixels } = useOutside();
  const surface = useWorkstation((state) => state.surface);
  const curved = useWorkstation((state) => state.curved);
  const tool = useWorkstation((state) => state.tool);
  const kept = useWorkstation((state) => state.study !== null && state.study.readOnly === null);
  const [fit, setFit] = useState<SurfaceFit | null>(null);
  const [busy, setBusy] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const { attempt, setSurfacing, followSurface, setSurface, shapeSurface, set } = store.getState();
  const { shape } = drawnOf(surface);
  const file = surface !== null && "file" in surface ? surface.file : null;
  const stands = file !== null || surfaceFunction(surface) !== null;
  const lay = async () => {
    setBusy(true);
    setFit((await attempt(() => fitToSharpest(store.getState, pixels))) ?? null);
    setBusy(false);
  };
  return (
    <section className="surface-card" aria-label="Surface">
      <header>
        <h2>Surface</h2>
        <IconButton icon={X} label="Close" tip="Close; the surface stays" command="view.surface" onClick={() => setSurfacing(false)} />
      </header>
      {file === null ? (
        <>
          <SelectField
            label="Shape"
            wide
            help="What is laid through the points. More points than it needs are fitted by least squares; a spline meets all."
            value={shape}
            options={surfaceShapes.map((value) => ({ value, label: shapeWords[value] }))}
            onChange={(value) => shapeSurface(value as SurfaceShape)}
          />
          <Points />
        </>
      ) : (
        <p className="surface-file" data-tip={file}>
          Depth map <bdi>{file.split(/[\\/]/).at(-1)}</bdi>
        </p>
      )}
      <CheckField
        label="Follow it"
        help="On: the frame is shown along the surface, and the depth counts from it, µm. Off: planes are level."
        checked={curved}
        disabled={!stands}
        onChange={followSurface}
      />
      <div className="surface-row">
        {file === null && (
          <Button
            icon={Crosshair}
            aria-pressed={tool === "sharp"}
            tip="Turn the focus until a place is sharp, then click it: a point at that depth. Drag moves a point"
            command="surface.point"
            onClick={() => set({ tool: tool === "sharp" ? "hand" : "sharp" })}
          >
            Sharp here
          </Button>
        )}
        <Button
          icon={ScanSearch}
          disabled={busy}
          tip="Finds the depth at which each part of the frame is sharpest, and lays a plane (or the curved shape chosen) through most of them"
          onClick={() => void lay()}
        >
          {busy ? "Looking…" : "Fit to the sharpest"}
        </Button>
      </div>
      <div className="surface-row">
        <Button
          icon={FolderOpen}
          tip="An image of the frame's size whose values are depths, µm from the recorded plane: TIFF, NRRD, MHA, NIfTI, HDF5"
          onClick={() => setBrowsing(true)}
        >
          Depth map…
        </Button>
        {surface !== null && (
          <Button
            icon={Trash2}
            tip="Forget the surface; planes are level again"
            onClick={() => {
              followSurface(false);
              setSurface(null);
              setFit(null);
            }}
          >
            Clear
          </Button>
        )}
      </div>
      {fit && (
        <p className="quiet" role="status">
          {`${fit.used} of ${fit.of} places lie on it, scattered by ${fit.scatter.toFixed(2)} µm. From one frame a slope comes out too flat, by up to a half: check its ends, and drag the points on.`}
        </p>
      )}
      <p className="quiet">{kept ? "Kept with the study; no result changes." : "Only for looking; create the study to keep it."}</p>
      {browsing && <MapSheet onClose={() => setBrowsing(false)} />}
    </section>
  );
}

function Points() {
  const store = useWorkstationStore();
  const surface = useWorkstation((state) => state.surface);
  const chosen = useWorkstation((state) => state.surfacePoint);
  const { chooseSurfacePoint, moveSurfacePoint, removeSurfacePoint } = store.getState();
  const { points, shape } = drawnOf(surface);
  const wanting = pointsNeeded[shape] - points.length;
  const point = chosen === null ? undefined : points[chosen];
  const change = (axis: 0 | 1 | 2) => (value: number | null) => {
    if (value !== null && point && chosen !== null)
      moveSurfacePoint(chosen, point.map((old, i) => (i === axis ? value : old)) as unknown as SurfacePoint);
  };
  const round = (value: number) => Number(value.toFixed(2));
  return (
    <>
      {wanting > 0 ? (
        <p className="quiet">{`Turn the focus, then click where the frame is sharp: ${wanting} more ${wanting === 1 ? "point" : "points"}.`}</p>
      ) : surfaceFunction(surface) === null ? (
        <p className="field-problem">The points lie on one line; set one beside it.</p>
      ) : null}
      {points.length > 0 && (
        <ol className="surface-points" aria-label="Points of the surface">
          {points.map(([z, y, x], i) => (
            <li key={i}>
              <button
                type="button"
                aria-pressed={i === chosen}
                data-tip={`Point ${i + 1} at y ${round(y)}, x ${round(x)} µm; choose it to change it`}
                onClick={() => chooseSurfacePoint(i === chosen ? null : i)}
              >
                {formatDepth(round(z))}
              </button>
            </li>
          ))}
        </ol>
      )}
      {point && (
        <div className="surface-point">
          <NumberField
            label="z"
            help="Depth, µm from the recorded plane."
            unit="µm"
            step={0.25}
            value={round(point[0])}
            onChange={change(0)}
          />
          <NumberField label="y" help="Place, µm from the upper edge." unit="µm" step={1} value={round(point[1])} onChange={change(1)} />
          <NumberField label="x" help="Place, µm from the left edge." unit="µm" step={1} value={round(point[2])} onChange={change(2)} />
          <Button icon={Trash2} tip="Take this point out of the surface" command="surface.remove" onClick={removeSurfacePoint}>
            Remove point
          </Button>
        </div>
      )}
    </>
  );
}

/** Chooses the file of a depth map; one that does not fit is refused when it is read. */
function MapSheet({ onClose }: { readonly onClose: () => void }) {
  const store = useWorkstationStore();
  const { client, pixels } = useOutside();
  const inBrowser = useWorkstation((state) => state.about?.host === "browser");
  const { attempt, setSurface, followSurface } = store.getState();
  const take = async (file: string) => {
    const handle = store.getState().study?.handle ?? store.getState().draft?.handle ?? "";
    if (!(await attempt(() => pixels.depthMap(handle, file)))) return;
    setSurface({ file });
    followSurface(true);
    onClose();
  };
  const pick = async () => {
    const picked = await attempt(() => client.files.pick({ purpose: "recording" }));
    if (picked?.path) await take(picked.path);
  };
  return (
    <Dialog title="Depth map" onClose={onClose}>
      <div className="import-sheet">
        <p>
          One image of the frame’s height and width; each value is a depth in µm from the recorded plane, positive away from the objective.
        </p>
        {inBrowser ? (
          <FileBrowser onChoose={(path) => void take(path)} onlyRecordings />
        ) : (
          <Button icon={FolderOpen} tone="primary" onClick={() => void pick()}>
            Choose a file
          </Button>
        )}
      </div>
    </Dialog>
  );
}
