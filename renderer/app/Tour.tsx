import { X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { libraryStops, type TourStop, workspaceStops } from "#renderer/app/tour-stops.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";

/** The way around the window for whoever is new to it; shown until it was taken or left. */
export function Tour() {
  const wanted = useWorkstation((state) => state.toured === false);
  const open = useWorkstation((state) => state.study !== null || state.draft !== null);
  const opening = useWorkstation((state) => state.opening !== null);
  if (!wanted || (opening && !open)) return null;
  return <Leg key={String(open)} stops={open ? workspaceStops : libraryStops} goesOn={!open} />;
}

function Leg({ stops, goesOn }: { readonly stops: readonly TourStop[]; readonly goesOn: boolean }) {
  const [at, setAt] = useState(0);
  const prefer = useWorkstation((state) => state.prefer);
  const stop = stops[at];
  const leave = () => void prefer({ toured: true });
  if (!stop) return null;
  return (
    <Card
      stop={stop}
      count={goesOn ? null : `${at + 1} of ${stops.length}`}
      next={at < stops.length - 1 ? "Next" : goesOn ? null : "Done"}
      onBack={at > 0 ? () => setAt(at - 1) : null}
      onNext={() => (at < stops.length - 1 ? setAt(at + 1) : leave())}
      onLeave={leave}
    />
  );
}

interface CardProps {
  readonly stop: TourStop;
  /** "2 of 6"; null where it is the only one. */
  readonly count: string | null;
  /** Word of the button that goes on; null where the user's own act does. */
  readonly next: string | null;
  readonly onBack: (() => void) | null;
  readonly onNext: () => void;
  readonly onLeave: () => void;
}

function Card({ stop, count, next, onBack, onNext, onLeave }: CardProps) {
  const card = useRef<HTMLDivElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const step = useWorkstation((state) => state.step);
  useLayoutEffect(() => {
    const place = () => put(card.current, ring.current, document.querySelector(stop.target), stop.corner ?? false);
    place();
    const watch = new ResizeObserver(place);
    watch.observe(document.body);
    const target = document.querySelector(stop.target);
    if (target) watch.observe(target);
    return () => watch.disconnect();
  }, [stop, step]);
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      onLeave();
    };
    // Before the window's own keys, which would choose nothing.
    window.addEventListener("keydown", escape, true);
    return () => window.removeEventListener("keydown", escape, true);
  });
  useEffect(() => card.current?.querySelector<HTMLElement>(".button-primary")?.focus({ preventScroll: true }), [stop]);
  return (
    <>
      <div className="tour-ring" ref={ring} aria-hidden="true" />
      <div className="tour-card" ref={card} role="dialog" aria-label="Tour">
        <div className="tour-head">
          <h2>{stop.title}</h2>
          <IconButton icon={X} label="Leave the tour" tip="Leave the tour; Help has it again" onClick={onLeave} />
        </div>
        <p>{stop.text}</p>
        <div className="tour-foot">
          <span className="quiet">{count}</span>
          {onBack && (
            <Button tone="quiet" onClick={onBack}>
              Back
            </Button>
          )}
          {next !== null && (
            <Button tone="primary" onClick={onNext}>
              {next}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

const gap = 14;

/** Puts the card beside what it is about, or into the corner, and the ring around that. */
function put(card: HTMLElement | null, ring: HTMLElement | null, target: Element | null, corner: boolean): void {
  if (!card || !ring) return;
  const own = card.getBoundingClientRect();
  const at = target?.getBoundingClientRect();
  ring.hidden = !at;
  if (at) Object.assign(ring.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px` });
  const [right, bottom] = [window.innerWidth - own.width, window.innerHeight - own.height];
  const [left, top] = corner ? [right - 2 * gap, bottom - 2 * gap] : at ? beside(at, own) : [right / 2, bottom / 2];
  card.style.left = `${Math.min(Math.max(8, left), right - 8)}px`;
  card.style.top = `${Math.min(Math.max(8, top), bottom - 8)}px`;
}

/** A place for a card right or left of something large, else under or over it, else in its middle. */
function beside(at: DOMRect, own: DOMRect): readonly [number, number] {
  const [width, height] = [window.innerWidth, window.innerHeight];
  const middle = at.left + at.width / 2 - own.width / 2;
  const large = at.height > 60;
  if (large && at.right + gap + own.width < width) return [at.right + gap, at.top];
  if (large && at.left - gap - own.width > 0) return [at.left - gap - own.width, at.top];
  if (at.bottom + gap + own.height < height) return [middle, at.bottom + gap];
  if (at.top - gap - own.height > 0) return [middle, at.top - gap - own.height];
  return [middle, at.top + at.height / 2 - own.height / 2];
}
