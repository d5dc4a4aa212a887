import type { LucideIcon } from "lucide-react";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";

/** A button that opens a small panel under itself. */
export function Popover({
  icon: Icon,
  label,
  tip,
  children,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly tip: string;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  // A panel whose button stands far left would begin outside the window.
  useLayoutEffect(() => {
    const { current } = panel;
    const left = current?.getBoundingClientRect().left ?? 0;
    if (current && left < 8) current.style.transform = `translateX(${8 - left}px)`;
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      root.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", escape, true);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", escape, true);
    };
  }, [open]);
  return (
    <div className="popover-root" ref={root}>
      <button type="button" className="stage-button" aria-expanded={open} aria-controls={id} data-tip={tip} onClick={() => setOpen(!open)}>
        <Icon size={15} aria-hidden="true" />
        {label}
      </button>
      {open && (
        <div className="popover" ref={panel} id={id} role="group" aria-label={label}>
          {children}
        </div>
      )}
    </div>
  );
}
