import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "#renderer/ui/Button.tsx";
import { dialogOpened } from "#renderer/ui/top-dialog.ts";

/** A modal sheet; Escape and a click beside it close it, and focus goes back to where it was. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
  extent = wide ? "wide" : "plain",
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** A page is for long reading: text in a measure, tables as wide as they need. */
  readonly extent?: "plain" | "wide" | "page";
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (!dialog.open) dialog.showModal();
    return dialogOpened(dialog);
  }, []);
  return (
    <dialog
      ref={ref}
      className={extent === "plain" ? "dialog" : `dialog ${extent}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) ref.current?.close();
      }}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon={X} label="Close" onClick={() => ref.current?.close()} />
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
