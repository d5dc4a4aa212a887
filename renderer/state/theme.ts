import { useSyncExternalStore } from "react";
import { useWorkstation } from "#renderer/state/store.ts";
import type { Theme } from "#renderer/state/view.ts";

const query = "(prefers-color-scheme: dark)";
const key = "nematrace.theme";

export function storedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Puts a theme on the page and remembers it. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  document.documentElement.dataset["theme"] = isDark(theme) ? "dark" : "light";
}

/** True while the page is dark, by choice or by the system's. */
export function useDark(): boolean {
  const theme = useWorkstation((state) => state.theme);
  const system = useSyncExternalStore(watchSystem, () => matchMedia(query).matches);
  return theme === "system" ? system : theme === "dark";
}

function isDark(theme: Theme): boolean {
  return theme === "system" ? matchMedia(query).matches : theme === "dark";
}

function watchSystem(tell: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener("change", tell);
  return () => media.removeEventListener("change", tell);
}
