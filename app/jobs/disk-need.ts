import { channelList, channelsOf } from "#contract/channels";
import { planesOf } from "#contract/geometry";
import type { StudyMeta } from "#io/study/meta";
import { levelCount } from "#io/volume/spec";

/** What refocused volumes take on disk before they are packed, with their smaller copies; 0 where none are kept. Bytes. */
export function diskNeed({ info, settings }: Pick<StudyMeta, "info" | "settings">, parameters: Readonly<Record<string, unknown>>): number {
  const { storage, zMin, zMax, zStep } = parameters;
  if (storage === "nothing") return 0;
  const { t, y, x } = info.shape;
  const planes = planesOf({ min: Number(zMin), max: Number(zMax), step: Number(zStep) }).length;
  const voxels = t * y * x * planes * channelList(channelsOf(info, settings)).length;
  const copies = Array.from({ length: levelCount([planes, y, x]) }, (_, level) => 0.25 ** level).reduce((sum, share) => sum + share, 0);
  return Math.ceil(voxels * copies) * (storage === "float32" ? 4 : 2);
}

/** What each way of keeping refocused volumes takes before packing, for people. */
export function diskChoices(meta: Pick<StudyMeta, "info" | "settings">, parameters: Readonly<Record<string, unknown>>): string {
  const need = (storage: string) => bytesText(diskNeed(meta, { ...parameters, storage }));
  return `16-bit ${need("uint16")}, 32-bit ${need("float32")}, nothing kept 0 B`;
}

/** A size for people, in decimal units. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power > 2 ? 1 : 0)} ${units[power]}`;
}
