import { useEffect, useRef } from "react";
import { openRecordingOf, unitOf } from "#renderer/state/recording-facts.ts";
import { momentKey } from "#renderer/state/proofread.ts";
import { queueOf, samePlace } from "#renderer/state/proofread-queue.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Progress } from "#renderer/ui/Progress.tsx";
import { momentWords } from "#renderer/views/proofread/moment-words.ts";

const noNames: Readonly<Record<string, string>> = {};
/** Rows drawn; the rest come up as these are settled. */
const shown = 80;

/** Doubtful moments, the most doubtful first, and how far the user has come. */
export function QueueList() {
  const queue = useWorkstation(queueOf);
  const moment = useWorkstation((state) => state.moment);
  const passed = useWorkstation((state) => state.passed);
  const most = useWorkstation((state) => Math.max(state.mostMoments, queueOf(state).length));
  const names = useWorkstation((state) => state.study?.names ?? noNames);
  const unit = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return open ? unitOf(open) : "µm";
  });
  const goTo = useWorkstation((state) => state.goToMoment);
  const list = useRef<HTMLOListElement>(null);
  const label = (track: number) => names[String(track)] ?? `#${track}`;
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [moment, queue]);
  return (
    <section className="queue" aria-label="Doubtful moments">
      <header>
        <h2>Doubtful</h2>
        <span className="count">{queue.length === 0 ? "none left" : `${queue.length} left`}</span>
      </header>
      <Progress label="Doubtful moments settled" part={most === 0 ? 1 : 1 - queue.length / most} />
      {queue.length === 0 ? (
        <p className="empty">Nothing speaks against these tracks. Choose any neuron to look at it frame by frame.</p>
      ) : (
        <ol ref={list}>
          {queue.slice(0, shown).map((one) => {
            const current = moment !== null && samePlace(one, moment);
            return (
              <li
                key={momentKey(one)}
                className={passed.has(momentKey(one)) ? "passed" : ""}
                {...(current ? { "aria-current": "step" } : {})}
              >
                <button
                  type="button"
                  data-tip={`Doubt ${one.doubt.toFixed(2)} of 1${passed.has(momentKey(one)) ? "; passed over before" : ""}`}
                  onClick={() => goTo(one)}
                >
                  <i style={{ transform: `scaleY(${one.doubt})` }} aria-hidden="true" />
                  <b>{label(one.track)}</b>
                  <span>{one.from === one.to ? `frame ${one.t}` : `frames ${one.from}–${one.to}`}</span>
                  <em>{momentWords(one, label, unit)}</em>
                </button>
              </li>
            );
          })}
          {queue.length > shown && <li className="more">and {queue.length - shown} more</li>}
        </ol>
      )}
    </section>
  );
}
