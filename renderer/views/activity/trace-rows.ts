/** Name of a track: as the study has it now, else its number. */
export function nameOf(names: Readonly<Record<string, string>>, track: number): string {
  return names[String(track)] || `#${track}`;
}
