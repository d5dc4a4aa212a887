/** What of a pressed key tells a chord. */
export type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> & {
  readonly getModifierState?: (name: string) => boolean;
};

/** The chord of a pressed key, such as "Mod+Shift+Z"; null while only Ctrl, Shift, Alt or Cmd are held. */
export function chordOf(event: Pressed): string | null {
  const { key } = event;
  if (/^(Control|Shift|Alt|AltGraph|Meta|Dead|Unidentified|Process|CapsLock)$/.test(key)) return null;
  // A character that takes AltGr on this keyboard is that character, not Ctrl and Alt.
  const third = event.getModifierState?.("AltGraph") ?? false;
  const control = !third && (event.ctrlKey || event.metaKey);
  const alt = !third && event.altKey;
  const letter = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1];
  // Alt makes other characters of letters and digits on a Mac; the key itself is meant.
  const name = key === " " ? "Space" : alt && letter !== undefined ? letter : key.length === 1 ? key.toUpperCase() : key;
  // Shift is told for letters and named keys; in "?" it is part of the character.
  const shift = event.shiftKey && (name.length > 1 || name.toLowerCase() !== name.toUpperCase());
  return [...(control ? ["Mod"] : []), ...(alt ? ["Alt"] : []), ...(shift ? ["Shift"] : []), name].join("+");
}
