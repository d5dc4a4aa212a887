import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { nearestTo, type StageMenu as OpenMenu } from "#renderer/state/proofread.ts";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import type { Workstation } from "#renderer/state/slice.ts";

interface Item {
  readonly label: string;
  readonly keys: string;
  readonly act: () => unknown;
}

/** What can be done where the image was clicked with the right button. */
export function StageMenu() {
  const menu = useWorkstation((state) => state.menu);
  return menu && createPortal(<Menu key={`${menu.x} ${menu.y}`} menu={menu} />, document.body);
}

function Menu({ menu }: { readonly menu: OpenMenu }) {
  const store = useWorkstationStore();
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: menu.x, top: menu.y });
  const { setMenu } = store.getState();
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
  const keys = (event: KeyboardEvent) => {
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
    <div className="stage-menu" role="menu" tabIndex={-1} aria-label="Edit here" ref={ref} style={place} onKeyDown={keys}>
      {itemsOf(store.getState(), menu).map((group, i) => (
        <div key={i} role="group">
          {group.map(({ label, keys: shown, act }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              onClick={() => {
                setMenu(null);
                void act();
              }}
            >
              <span>{label}</span>
              <kbd aria-hidden="true">{shown}</kbd>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function itemsOf(state: Workstation, { track, place }: OpenMenu): readonly (readonly Item[])[] {
  const { chosen, selected, frame } = state;
  const label = (one: number) => state.study?.names[String(one)] ?? `#${one}`;
  if (state.study?.readOnly !== null) return [[{ label: "Fit the image", keys: "F", act: state.fit }]];
  const add: Item = { label: "Add a neuron here", keys: "I", act: () => state.addHere(place) };
  if (selected === null) return [[add], [{ label: "Fit the image", keys: "F", act: state.fit }]];
  const who = chosen.length > 1 ? `${chosen.length} neurons` : label(selected);
  const here: Item[] = [
    { label: `Accept ${who} in this frame`, keys: "A", act: () => state.accept() },
    ...(track === null && chosen.length === 1
      ? [
          { label: `Put ${who} here`, keys: "P", act: () => state.placeHere(false, place) },
          { label: `Put ${who} here, following frames too`, keys: "Shift P", act: () => state.placeHere(true, place) },
        ]
      : []),
    { label: `Delete ${who} in this frame`, keys: "D", act: () => state.removePositions() },
    { label: `Delete ${who} from here on`, keys: "Shift D", act: () => state.removePositions(true) },
    { label: `${who} out of view in this frame`, keys: "G", act: () => state.setGhost() },
    { label: `${who} out of view from here on`, keys: "Shift G", act: () => state.setGhost(true) },
  ];
  const nearest = nearestTo(state, selected, frame);
  const withOther: Item[] =
    chosen.length > 1
      ? []
      : [
          ...(nearest === null
            ? []
            : [{ label: `Swap ${who} with ${label(nearest)} from here on`, keys: "S Enter", act: () => swapWith(state, nearest) }]),
          { label: `Swap ${who} with …`, keys: "S", act: () => state.startPartnership("swap") },
          { label: `Split ${who} here`, keys: "X", act: () => state.splitHere() },
          { label: `Join ${who} with …`, keys: "M", act: () => state.startPartnership("join") },
          { label: `Fuse ${who} with …`, keys: "U", act: () => state.startPartnership("fuse") },
        ];
  const whole: Item[] = [
    ...(chosen.length === 1 ? [{ label: `Name ${who}`, keys: "F2", act: () => state.startNaming(selected) }] : []),
    { label: `Leave ${who} out`, keys: "Delete", act: () => state.exclude() },
  ];
  return [...(track === null ? [[add]] : []), here, withOther, whole].filter((group) => group.length > 0);
}

function swapWith(state: Workstation, other: number): Promise<void> {
  state.startPartnership("swap");
  return state.finishPartnership(other);
}
