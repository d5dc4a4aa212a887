import { History, RotateCcw, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { editsOf, type LoggedEdit } from "#contract/edit";
import { useWorkstation } from "#renderer/state/store.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { formatWhen } from "#renderer/ui/format.ts";
import { editWords } from "#renderer/views/proofread/edit-words.ts";

const noNames: Readonly<Record<string, string>> = {};

/** Every edit of the study, newest first, with its time; a click on one goes back, or forward, to it. */
export function HistoryPanel() {
  const open = useWorkstation((state) => state.history && state.study !== null);
  return open ? <Edits /> : null;
}

function Edits() {
  const log = useWorkstation((state) => state.log);
  const set = useWorkstation((state) => state.set);
  const list = useRef<HTMLOListElement>(null);
  const standing = log.findLast((row) => !row.undone)?.id ?? 0;
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [standing]);
  return (
    <section
      className="history"
      aria-label="History of edits"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        set({ history: false });
      }}
    >
      <header className="history-head">
        <History size={15} aria-hidden="true" />
        <h2>History</h2>
        <span className="count">{log.filter((row) => !row.undone).length}</span>
        <IconButton icon={X} label="Close the history" command="edit.history" onClick={() => set({ history: false })} />
      </header>
      {log.length === 0 ? (
        <p className="empty">
          Nothing has been edited yet. Every edit is listed here with its time, is kept with the study, and can be undone.
        </p>
      ) : (
        <ol className="history-rows" ref={list} reversed>
          {log.toReversed().map((row) => (
            <HistoryRow key={row.id} row={row} current={row.id === standing} />
          ))}
          <HistoryStart current={standing === 0} />
        </ol>
      )}
    </section>
  );
}

function HistoryRow({ row, current }: { readonly row: LoggedEdit; readonly current: boolean }) {
  const names = useWorkstation((state) => state.study?.names ?? noNames);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const rewind = useWorkstation((state) => state.rewind);
  const [first] = editsOf(row.edit);
  const frame = first && "t" in first ? first.t : null;
  const seek = useWorkstation((state) => state.seek);
  const select = useWorkstation((state) => state.select);
  const words = editWords(row.edit, names);
  return (
    <li className={row.undone ? "history-row undone" : "history-row"} {...(current ? { "aria-current": "step" } : {})}>
      <button
        type="button"
        className="history-main"
        data-tip={frame === null ? "Choose the neuron" : `Go to frame ${frame}`}
        onClick={() => {
          if (frame !== null) seek(frame);
          if (first) select(first.track);
        }}
      >
        <span>{words}</span>
        <time dateTime={row.at}>{timeOf(row.at)}</time>
        {row.undone && <span className="unseen">undone</span>}
      </button>
      {!current && !locked && (
        <button
          type="button"
          className="mini"
          aria-label={`${row.undone ? "Redo up to" : "Go back to"}: ${words}`}
          data-tip={row.undone ? "Redo everything up to here" : "Undo everything after this"}
          onClick={() => void rewind(row.id)}
        >
          <RotateCcw size={13} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

function HistoryStart({ current }: { readonly current: boolean }) {
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const rewind = useWorkstation((state) => state.rewind);
  return (
    <li className="history-row start" {...(current ? { "aria-current": "step" } : {})}>
      <span className="history-main">As the program left it</span>
      {!current && !locked && (
        <button type="button" className="mini" aria-label="Undo every edit" data-tip="Undo every edit" onClick={() => void rewind(0)}>
          <RotateCcw size={13} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

/** "14:05:33" today, else the day before it. */
function timeOf(at: string): string {
  const date = new Date(at);
  const clock = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return date.toDateString() === new Date().toDateString() ? clock : `${formatWhen(at, new Date())}, ${clock}`;
}
