import { useSyncExternalStore } from "react";
import { useWorkstation } from "#renderer/state/store.ts";

const query = "(prefers-color-scheme: dark)";

/** True while the page is dark, by choice or by the system's. */
export function useDark(): boolean {
  const theme = useWorkstation((state) => state.theme);
  const system = useSyncExternalStore(watchSystem, () => matchMedia(query).matches);
  return theme === "system" ? system : theme === "dark";
}

function watchSystem(tell: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener("change", tell);
  return () => media.removeEventListener("change", tell);
}
