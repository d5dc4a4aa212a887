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
      place={goesOn ? null : `${at + 1} of ${stops.length}`}
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
  readonly place: string | null;
  /** Word of the button that goes on; null where the user's own act does. */
  readonly next: string | null;
  readonly onBack: (() => void) | null;
  readonly onNext: () => void;
  readonly onLeave: () => void;
}

function Card({ stop, place, next, onBack, onNext, onLeave }: CardProps) {
  const card = useRef<HTMLDivElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const step = useWorkstation((state) => state.step);
  useLayoutEffect(() => {
    const put = () => placeBeside(card.current, ring.current, document.querySelector(stop.target));
    put();
    const watch = new ResizeObserver(put);
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
        <header>
          <h2>{stop.title}</h2>
          <IconButton icon={X} label="Leave the tour" tip="Leave the tour; Help has it again" onClick={onLeave} />
        </header>
        <p>{stop.text}</p>
        <footer>
          <span className="quiet">{place}</span>
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
        </footer>
      </div>
    </>
  );
}

const gap = 14;

/** Puts the card beside what it is about, or into it where there is no room, and the ring around that. */
function placeBeside(card: HTMLElement | null, ring: HTMLElement | null, target: Element | null): void {
  if (!card || !ring) return;
  const own = card.getBoundingClientRect();
  const at = target?.getBoundingClientRect();
  ring.hidden = !at;
  const [width, height] = [window.innerWidth, window.innerHeight];
  let [left, top] = [(width - own.width) / 2, (height - own.height) / 2];
  if (at) {
    Object.assign(ring.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px` });
    const middle = at.left + at.width / 2 - own.width / 2;
    if (at.right + gap + own.width < width && at.height > 60) [left, top] = [at.right + gap, at.top];
    else if (at.left - gap - own.width > 0 && at.height > 60) [left, top] = [at.left - gap - own.width, at.top];
    else if (at.bottom + gap + own.height < height) [left, top] = [middle, at.bottom + gap];
    else if (at.top - gap - own.height > 0) [left, top] = [middle, at.top - gap - own.height];
  }
  card.style.left = `${Math.min(Math.max(8, left), width - own.width - 8)}px`;
  card.style.top = `${Math.min(Math.max(8, top), height - own.height - 8)}px`;
}
