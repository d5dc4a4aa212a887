import { useEffect, useRef } from "react";
import { isCommand } from "#contract/commands";
import { keyLabel } from "#renderer/state/preferences.ts";
import { useWorkstationStore } from "#renderer/state/store.ts";

const delay = 450;

/** Tooltips of everything that carries `data-tip`, with the keys of its `data-command` and of each command in braces, by hover and by keyboard focus. */
export function TipLayer() {
  const ref = useRef<HTMLDivElement>(null);
  const store = useWorkstationStore();
  useEffect(() => {
    const tip = ref.current;
    if (!tip) return;
    let timer = 0;
    let anchor: Element | null = null;
    const hide = () => {
      window.clearTimeout(timer);
      anchor = null;
      tip.hidden = true;
    };
    const show = (target: EventTarget | null, wait: number) => {
      const found = target instanceof Element ? target.closest("[data-tip]") : null;
      if (found === anchor) return;
      hide();
      if (!found || !found.getAttribute("data-tip")) return;
      anchor = found;
      timer = window.setTimeout(() => place(tip, found, textOf(found)), wait);
    };
    const textOf = (found: Element) => {
      const keysOf = (command: string) => (isCommand(command) ? keyLabel(command, store.getState().keys) : "");
      const keys = keysOf(found.getAttribute("data-command") ?? "");
      const tip = (found.getAttribute("data-tip") ?? "").replaceAll(/\{([a-z.]+\d?)\}/g, (_, id: string) => keysOf(id) || "no key");
      return keys === "" ? tip : `${tip} (${keys})`;
    };
    const over = (event: PointerEvent) => show(event.target, delay);
    const focus = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.matches(":focus-visible")) show(event.target, delay);
    };
    const key = (event: KeyboardEvent) => event.key === "Escape" && hide();
    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focus);
    document.addEventListener("focusout", hide);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("keydown", key);
    return () => {
      hide();
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("keydown", key);
    };
  }, [store]);
  return <div ref={ref} className="tip" aria-hidden="true" hidden />;
}

function place(tip: HTMLElement, anchor: Element, text: string): void {
  if (!anchor.isConnected) return;
  tip.textContent = text;
  tip.hidden = false;
  const at = anchor.getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  if (anchor.closest(".side-left") && at.width > 120) {
    tip.style.left = `${at.right + 8}px`;
    tip.style.top = `${Math.max(8, at.top + at.height / 2 - own.height / 2)}px`;
    return;
  }
  const below = at.bottom + 6 + own.height < window.innerHeight;
  const x = Math.min(Math.max(8, at.left + at.width / 2 - own.width / 2), window.innerWidth - own.width - 8);
  tip.style.left = `${x}px`;
  tip.style.top = `${below ? at.bottom + 6 : at.top - own.height - 6}px`;
}
