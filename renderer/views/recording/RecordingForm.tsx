import { Fragment, type ReactNode } from "react";
import { channelsOf } from "#contract/channels";
import { type MissingFact, noChannel, type RecordingInfo, type RecordingSettings, refocusable } from "#contract/recording";
import { CheckField, NumberField, SelectField, TextField } from "#renderer/ui/Field.tsx";
import { formatNumber } from "#renderer/ui/format.ts";
import { ChannelLayoutForm } from "#renderer/views/recording/ChannelLayoutForm.tsx";
import { PreparationForm } from "#renderer/views/recording/PreparationForm.tsx";

interface RecordingFormProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly refocus: boolean;
  readonly disabled: boolean;
  /** What stands between the questions and the corrections. */
  readonly children?: ReactNode;
  readonly onChange: (settings: RecordingSettings, refocus: boolean) => void;
}

/** What the file leaves out first, then corrections to what it says; empty fields mean "as the file says". */
export function RecordingForm({ info, settings, refocus, disabled, children, onChange }: RecordingFormProps) {
  const change = (part: Partial<RecordingSettings>) => onChange({ ...settings, ...part }, refocus);
  const inPixels = settings.pixelSize === 1;
  const asSaid = (value: number | null) => (value === null ? "needed" : formatNumber(value));
  const fields: readonly (readonly [MissingFact, boolean, ReactNode])[] = [
    [
      "pixel-size",
      true,
      <Fragment key="pixel-size">
        <NumberField
          label="Pixel size"
          help="Width of a pixel in the sample, µm: camera pixel divided by magnification. Empty takes what the file says."
          unit="µm"
          min={0.0001}
          max={1000}
          value={inPixels ? null : settings.pixelSize}
          placeholder={inPixels ? "pixels" : asSaid(info.pixelSize?.[0] ?? null)}
          required={info.pixelSize === null && !inPixels}
          disabled={disabled || inPixels}
          onChange={(pixelSize) => change({ pixelSize })}
        />
        <CheckField
          label="Count in pixels"
          help="Every length is then in px. Refocusing needs µm and cannot be used."
          checked={inPixels}
          disabled={disabled}
          onChange={(on) => onChange({ ...settings, pixelSize: on ? 1 : null }, refocus && !on)}
        />
      </Fragment>,
    ],
    [
      "interval",
      info.shape.t > 1,
      <NumberField
        key="interval"
        label="Interval"
        help="Time from one frame to the next, s. Empty takes what the file says."
        unit="s"
        min={0.000001}
        max={1000000}
        value={settings.interval}
        placeholder={info.times ? "stamped" : asSaid(info.interval)}
        required={info.interval === null && info.times === null}
        disabled={disabled}
        onChange={(interval) => change({ interval })}
      />,
    ],
    [
      "z-step",
      info.shape.z > 1,
      <NumberField
        key="z-step"
        label="Plane distance"
        help="Distance between the planes of a stack, µm."
        unit="µm"
        min={0.0001}
        max={1000}
        value={settings.zStep}
        placeholder={asSaid(info.zStep)}
        required={info.zStep === null}
        disabled={disabled}
        onChange={(zStep) => change({ zStep })}
      />,
    ],
    [
      "axes",
      true,
      <TextField
        key="axes"
        label="Axes"
        help="Order of the pages of a plain TIFF, slowest first: t time, z depth, c channel; for example tc. Empty takes what the file says."
        value={settings.axes ?? ""}
        placeholder="as read"
        disabled={disabled}
        onChange={(axes) => change({ axes: axes.trim() === "" ? null : axes.trim().toLowerCase() })}
      />,
    ],
    ["channels", info.shape.c > 1, <ChannelFields key="channels" info={info} settings={settings} disabled={disabled} onChange={change} />],
  ];
  const shown = (asked: boolean) =>
    fields.filter(([fact, applies]) => applies && info.missing.includes(fact) === asked).map(([, , field]) => field);
  const wanted = shown(true);
  return (
    <>
      {wanted.length > 0 && (
        <section aria-label="Only you know" className="asked">
          <h3 className="section-head">Only you know</h3>
          <p className="quiet">The file does not say this; it will be offered for the next recording of this folder.</p>
          <div className="form">{wanted}</div>
        </section>
      )}
      {children}
      <section aria-label="Settings">
        <h3 className="section-head">Say or correct</h3>
        <div className="form">
          {shown(false)}
          <ChannelLayoutForm info={info} settings={settings} disabled={disabled} onChange={change} />
          {refocusable(info) && (
            <CheckField
              label="Refocus each frame into a stack"
              help="Off makes a 2-D study: neurons are found in the recorded frames themselves."
              checked={refocus}
              disabled={disabled || inPixels}
              onChange={(on) => onChange(settings, on)}
            />
          )}
          {refocus && (
            <SelectField
              label="Axial direction"
              help="Which way defocus is asymmetric. Turn it round if neurons come out mirrored in depth."
              value={String(settings.axialDirection)}
              options={[
                { value: "1", label: "As in training (+1)" },
                { value: "-1", label: "Turned round (−1)" },
              ]}
              disabled={disabled}
              onChange={(value) => change({ axialDirection: value === "1" ? 1 : -1 })}
            />
          )}
        </div>
      </section>
      <PreparationForm info={info} settings={settings} disabled={disabled} onChange={(preparation) => change({ preparation })} />
    </>
  );
}

interface ChannelFieldsProps extends Pick<RecordingFormProps, "info" | "settings" | "disabled"> {
  readonly onChange: (part: Partial<RecordingSettings>) => void;
}

function ChannelFields({ info, settings, disabled, onChange }: ChannelFieldsProps) {
  const roles = channelsOf(info, settings);
  const unsaid = settings.activityChannel === null && info.missing.includes("channels");
  const options = Array.from({ length: info.shape.c }, (_, i) => ({ value: String(i), label: info.channels[i]?.name || `Channel ${i}` }));
  return (
    <>
      <SelectField
        label="Activity"
        help="Channel that shows calcium."
        value={unsaid ? "" : String(roles.activity)}
        options={unsaid ? [{ value: "", label: "Say which" }, ...options] : options}
        disabled={disabled}
        onChange={(value) => value !== "" && onChange({ activityChannel: Number(value) })}
      />
      <SelectField
        label="Reference"
        help="Red channel that does not change with calcium; it steadies the traces."
        value={String(roles.reference ?? noChannel)}
        options={[{ value: String(noChannel), label: "None" }, ...options]}
        disabled={disabled}
        onChange={(value) => onChange({ referenceChannel: Number(value) })}
      />
    </>
  );
}
