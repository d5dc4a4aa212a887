import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { StageMenu as OpenMenu } from "#renderer/state/proofread.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { itemsOf, keysOfItem } from "#renderer/views/stage/stage-menu-items.ts";

/** What can be done where the image was clicked with the right button. */
export function StageMenu() {
  const menu = useWorkstation((state) => state.menu);
  return menu && createPortal(<Menu key={`${menu.x} ${menu.y}`} menu={menu} />, document.body);
}

function Menu({ menu }: { readonly menu: OpenMenu }) {
  const store = useWorkstationStore();
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: menu.x, top: menu.y });
  const { setMenu, keys } = store.getState();
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (!box) return;
    setPlace({
      left: Math.max(4, Math.min(menu.x, window.innerWidth - box.width - 8)),
      top: Math.max(4, Math.min(menu.y, window.innerHeight - box.height - 8)),
    });
    ref.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [menu]);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!ref.current?.contains(event.target as Node)) setMenu(null);
    };
    const close = () => setMenu(null);
    document.addEventListener("pointerdown", outside);
    window.addEventListener("blur", close);
    return () => {
      document.removeEventListener("pointerdown", outside);
      window.removeEventListener("blur", close);
    };
  }, [setMenu]);
  const steer = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      return setMenu(null);
    }
    const items = [...(ref.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  };
  return (
    <div className="stage-menu" role="menu" tabIndex={-1} aria-label="Edit here" ref={ref} style={place} onKeyDown={steer}>
      {itemsOf(store.getState(), menu).map((group, i) => (
        <div key={i} role="group">
          {group.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              onClick={() => {
                setMenu(null);
                void item.act();
              }}
            >
              <span>{item.label}</span>
              <kbd aria-hidden="true">{keysOfItem(item, keys)}</kbd>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
