import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { frameTime } from "#renderer/state/recording-facts.ts";
import { formatBytes, formatDuration, formatNumber } from "#renderer/ui/format.ts";

/** What the file says about itself. */
export function RecordingFacts({ info, settings }: { readonly info: RecordingInfo; readonly settings: RecordingSettings }) {
  const { shape } = info;
  const last = frameTime({ info, settings }, shape.t - 1);
  const facts: readonly (readonly [string, string])[] = [
    ["File", info.name],
    ["Format", `${info.format}, ${info.dtype}, ${formatBytes(info.bytes)}`],
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
        <div>
          <dt>Pixel size</dt>
          <dd>{info.pixelSize ? `${info.pixelSize.map((size) => formatNumber(size)).join(" × ")} µm` : <em>not said</em>}</dd>
        </div>
        <div>
          <dt>Interval</dt>
          <dd>{info.times ? "stamped on each frame" : info.interval !== null ? `${formatNumber(info.interval)} s` : <em>not said</em>}</dd>
        </div>
        {shape.z > 1 && (
          <div>
            <dt>Plane distance</dt>
            <dd>{info.zStep !== null ? `${formatNumber(info.zStep)} µm` : <em>not said</em>}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
