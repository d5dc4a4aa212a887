import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { frameTime } from "#renderer/state/recording-facts.ts";
import { formatBytes, formatDuration, formatNumber } from "#renderer/ui/format.ts";

/** What the file says about itself, and where the user said otherwise. */
export function RecordingFacts({ info, settings }: { readonly info: RecordingInfo; readonly settings: RecordingSettings }) {
  const { shape } = info;
  const last = frameTime({ info, settings }, shape.t - 1);
  const facts: readonly (readonly [string, string])[] = [
    ["File", info.name],
    ["Format", `${info.format}, ${info.dtype}, ${formatBytes(info.bytes)}`],
    ["Kind", kindWords(info)],
    ["Frames", `${shape.t}${last === null || shape.t < 2 ? "" : ` (${formatDuration(last)})`}`],
    ["Image", `${shape.x} × ${shape.y} px${shape.z > 1 ? `, ${shape.z} planes` : ""}`],
    [
      "Channels",
      info.channels.length > 0
        ? info.channels
            .map((channel, i) => `${channel.name || `channel ${i}`}${channel.wavelength === null ? "" : ` (${channel.wavelength} nm)`}`)
            .join(", ")
        : String(shape.c),
    ],
  ];
  return (
    <section aria-label="Read from the file">
      <h3 className="section-head">Read from the file</h3>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <Measure
          name="Pixel size"
          said={settings.pixelSize === 1 ? "in pixels" : inUnit(settings.pixelSize, "µm")}
          read={info.pixelSize && `${info.pixelSize.map((size) => formatNumber(size)).join(" × ")} µm`}
        />
        <Measure
          name="Interval"
          said={inUnit(settings.interval, "s")}
          read={info.times ? "stamped on each frame" : inUnit(info.interval, "s")}
        />
        {shape.z > 1 && <Measure name="Plane distance" said={inUnit(settings.zStep, "µm")} read={inUnit(info.zStep, "µm")} />}
      </dl>
    </section>
  );
}

/** What sort of recording it is, and what follows from that. */
function kindWords({ shape }: RecordingInfo): string {
  if (shape.z === 2) return "two planes a time point: a two-plane model can refocus them";
  if (shape.z > 1) return shape.t > 1 ? "3-D movie, scanned: refocusing is left out" : "scanned stack: refocusing is left out";
  return shape.t > 1 ? "2-D movie" : "one image: there is nothing to follow";
}

/** A measure as the user said it, else as the file does. */
function Measure({ name, said, read }: { readonly name: string; readonly said: string | null; readonly read: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{said !== null ? `${said}, as you said` : (read ?? <em>not said</em>)}</dd>
    </div>
  );
}

function inUnit(value: number | null, unit: string): string | null {
  return value === null ? null : `${formatNumber(value)} ${unit}`;
}
