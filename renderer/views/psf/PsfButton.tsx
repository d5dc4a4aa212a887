import { CircleDot } from "lucide-react";
import { useState } from "react";
import { Button } from "#renderer/ui/Button.tsx";
import { PsfSheet } from "#renderer/views/psf/PsfSheet.tsx";

/** Opens the reading of the microscope's blur. */
export function PsfButton({ model, disabled }: { readonly model: string; readonly disabled: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={CircleDot}
        className="wide-button"
        disabled={disabled}
        tip="From a scanned stack of beads, or of nuclei that stand alone: aperture, aberration and its sign, and how the model fares on your microscope"
        onClick={() => setOpen(true)}
      >
        Read the blur of this microscope
      </Button>
      {open && <PsfSheet model={model} onClose={() => setOpen(false)} />}
    </>
  );
}
