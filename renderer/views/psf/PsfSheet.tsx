import { FolderOpen } from "lucide-react";
import { useState } from "react";
import type { BlurReport } from "#contract/blur";
import { useOutside, useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { NumberField } from "#renderer/ui/Field.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";
import { BlurFacts } from "#renderer/views/psf/BlurFacts.tsx";

/** A scanned stack is chosen, its blur read, and the recording's axial direction set by it. */
export function PsfSheet({ model, onClose }: { readonly model: string; readonly onClose: () => void }) {
  const store = useWorkstationStore();
  const { client } = useOutside();
  const inBrowser = useWorkstation((state) => state.about?.host === "browser");
  const direction = useWorkstation((state) => state.study?.settings.axialDirection ?? 1);
  const [pixelSize, setPixelSize] = useState<number | null>(null);
  const [zStep, setZStep] = useState<number | null>(null);
  const [diameter, setDiameter] = useState<number | null>(0.2);
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<BlurReport | null>(null);
  const { attempt, notify, acceptStudy } = store.getState();
  const read = async (path: string) => {
    if (busy) return;
    setBusy(true);
    const found = await attempt(() => client.psf.estimate({ path, model, pixelSize, zStep, diameter: diameter ?? 0.2 }));
    setBusy(false);
    if (found) setReport(found);
  };
  const pick = async () => {
    const picked = await attempt(() => client.files.pick({ purpose: "recording" }));
    if (picked?.path) await read(picked.path);
  };
  const turn = async (axialDirection: 1 | -1) => {
    const { study } = store.getState();
    if (!study) return;
    const settings = { ...study.settings, axialDirection };
    const state = await attempt(() => client.study.settings({ study: study.handle, settings, refocus: study.refocus }));
    if (!state) return;
    acceptStudy(state);
    notify(`The axial direction is now ${axialDirection > 0 ? "+1" : "−1"}; what was refocused before is out of date.`, "done");
  };
  return (
    <Dialog title="Blur of this microscope" onClose={onClose} wide={report !== null}>
      {report ? (
        <>
          <BlurFacts report={report} />
          <div className="button-row">
            {report.signSure && report.axialDirection !== direction && (
              <Button
                tone="primary"
                tip="Sets the recording's axial direction, by which depths are turned on their way into the model"
                onClick={() => void turn(report.axialDirection)}
              >
                {`Set the axial direction to ${report.axialDirection > 0 ? "+1" : "−1"}`}
              </Button>
            )}
            <Button onClick={() => setReport(null)}>Another stack</Button>
          </div>
        </>
      ) : (
        <div className="import-sheet">
          <p>
            A scanned stack of beads on the objective and the cover glass of the recording, or of a worm in which some nuclei stand alone.
            It is only read.
          </p>
          <NumberField
            label="Pixel size"
            help="In the stack. Empty takes what its file says. Above 0."
            unit="µm"
            value={pixelSize}
            placeholder="as the file says"
            onChange={setPixelSize}
          />
          <NumberField
            label="Plane distance"
            help="Between planes of the stack, the first nearest to the objective. Empty takes what its file says. Above 0."
            unit="µm"
            value={zStep}
            placeholder="as the file says"
            onChange={setZStep}
          />
          <NumberField
            label="Diameter"
            help="Of the beads, or of the nuclei (about 2.4 µm). It blurs too, and is taken off."
            unit="µm"
            min={0}
            max={5}
            value={diameter}
            onChange={setDiameter}
          />
          {busy ? (
            <div className="preflight-wait" role="status">
              <p>Reading planes, finding what stands alone, fitting the pupil…</p>
              <Progress label="Blur of the microscope" part={null} />
            </div>
          ) : inBrowser ? (
            <FileBrowser onChoose={(path) => void read(path)} />
          ) : (
            <Button icon={FolderOpen} tone="primary" onClick={() => void pick()}>
              Choose a stack
            </Button>
          )}
        </div>
      )}
    </Dialog>
  );
}
