import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { commandIds, commandOf, type CommandId, keysOf } from "#contract/commands";
import { giveCommand, lackOf } from "#renderer/app/give-command.ts";
import { keycaps } from "#renderer/state/preferences.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";

const names = ["File", "Edit", "View", "Run", "Help"] as const;

/** The menus of the window in a browser; the desktop has its own. */
export function MenuBar() {
  const [open, setOpen] = useState<number | null>(null);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open === null) return;
    const outside = (event: PointerEvent) => !root.current?.contains(event.target as Node) && setOpen(null);
    const away = () => setOpen(null);
    document.addEventListener("pointerdown", outside);
    window.addEventListener("blur", away);
    return () => {
      document.removeEventListener("pointerdown", outside);
      window.removeEventListener("blur", away);
    };
  }, [open]);
  const title = (i: number) => root.current?.querySelectorAll<HTMLElement>(".menu-title")[i];
  const keys = (event: KeyboardEvent) => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const here = items.indexOf(document.activeElement as HTMLElement);
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const to = { ArrowDown: here + 1, ArrowUp: here < 0 ? -1 : here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" && open !== null) {
      title(open)?.focus();
      setOpen(null);
    } else if (across !== undefined) {
      const from = open ?? [...(root.current?.querySelectorAll(".menu-title") ?? [])].indexOf(document.activeElement as HTMLElement);
      const next = (from + across + names.length) % names.length;
      if (open !== null) setOpen(next);
      title(next)?.focus();
    } else if (to !== undefined && open !== null) items.at(to % items.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="menu-bar" role="group" aria-label="Menus" ref={root} onKeyDown={keys}>
      {names.map((name, i) => (
        <div key={name} className="menu-root" onPointerEnter={() => open !== null && setOpen(i)}>
          <button
            type="button"
            className="menu-title"
            aria-haspopup="menu"
            aria-expanded={open === i}
            onClick={() => setOpen(open === i ? null : i)}
          >
            {name}
          </button>
          {open === i && <Menu name={name} onDone={() => setOpen(null)} />}
        </div>
      ))}
    </div>
  );
}

function Menu({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  return (
    <div className="menu" role="menu" aria-label={name}>
      {commandIds
        .filter((id) => commandOf(id).menu === name)
        .map((id) => (
          <MenuItem key={id} id={id} onDone={onDone} />
        ))}
    </div>
  );
}

function MenuItem({ id, onDone }: { readonly id: CommandId; readonly onDone: () => void }) {
  const store = useWorkstationStore();
  const lack = useWorkstation((state) => lackOf(state, id));
  const keys = useWorkstation((state) => keysOf(id, state.keys)[0] ?? "");
  return (
    <button
      type="button"
      role="menuitem"
      aria-disabled={lack !== null}
      data-tip={lack === null ? undefined : `Not now: ${lack}`}
      onClick={() => {
        if (lack !== null) return;
        onDone();
        giveCommand(store, id);
      }}
    >
      <span>{commandOf(id).title}</span>
      <span className="menu-keys" aria-hidden="true">
        {keycaps(keys).join(" ")}
      </span>
    </button>
  );
}
