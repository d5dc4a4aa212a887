import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "#renderer/ui/Button.tsx";
import { TrustSheet } from "#renderer/views/trust/TrustSheet.tsx";

/** Opens what the refocused frame tells about itself. */
export function TrustButton({ model, disabled }: { readonly model: string; readonly disabled: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={ShieldCheck}
        className="wide-button"
        disabled={disabled}
        tip="Refocuses the shown frame for a look and checks it: against the recorded frame, there and back, light across depth, back through the microscope; nothing is stored"
        onClick={() => setOpen(true)}
      >
        Can this frame be trusted?
      </Button>
      {open && <TrustSheet model={model} onClose={() => setOpen(false)} />}
    </>
  );
}
