import type { Preferences } from "#contract/preferences";

type Theme = Preferences["theme"];

const query = "(prefers-color-scheme: dark)";
const key = "nematrace.theme";

/** The theme of the last time, for the first paint; the program's preferences have the say. */
export function storedTheme(): Theme {
  const stored = typeof localStorage === "undefined" ? null : localStorage.getItem(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Puts a theme on the page and remembers it for the next first paint. */
export function applyTheme(theme: Theme): void {
  if (typeof document === "undefined") return;
  if (theme === "system") localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  document.documentElement.dataset["theme"] = isDark(theme) ? "dark" : "light";
}

function isDark(theme: Theme): boolean {
  return theme === "system" ? matchMedia(query).matches : theme === "dark";
}
