import { ClipboardCheck } from "lucide-react";
import { useState } from "react";
import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { Button } from "#renderer/ui/Button.tsx";
import { PreflightSheet } from "#renderer/views/preflight/PreflightSheet.tsx";

interface PreflightButtonProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly disabled: boolean;
}

/** One press tells whether the recording suits the model, before anything is run. */
export function PreflightButton({ info, settings, disabled }: PreflightButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={ClipboardCheck}
        className="wide-button"
        disabled={disabled}
        tip="Looks at focus, light, noise, motion, drift and bleaching, and says what to change at the microscope; nothing is run or written"
        onClick={() => setOpen(true)}
      >
        Check this recording
      </Button>
      {open && <PreflightSheet info={info} settings={settings} onClose={() => setOpen(false)} />}
    </>
  );
}
