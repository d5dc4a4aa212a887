import type { RecordingSettings } from "#contract/recording";
import type { Places } from "#services/places";

/**
 * Settings whose files (second channel, calibration) lie where this window may look.
 *
 * @throws Failure "forbidden" | "invalid-input"
 */
export function withCheckedFiles(settings: RecordingSettings, places: Places): RecordingSettings {
  const { layout, preparation } = settings;
  const checked = (asked: boolean, path: string) => (asked && path !== "" ? places.check(path) : path);
  return {
    ...settings,
    layout: layout?.kind === "files" ? { ...layout, path: places.check(layout.path) } : layout,
    preparation: preparation && {
      ...preparation,
      backgroundFile: checked(preparation.backgroundImage === "file", preparation.backgroundFile),
      flatFieldFile: checked(preparation.flatField === "file", preparation.flatFieldFile),
    },
  };
}
