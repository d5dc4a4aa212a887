import { channelsOf } from "#contract/channels";
import { noChannel, type RecordingInfo, type RecordingSettings } from "#contract/recording";
import { CheckField, NumberField, SelectField, TextField } from "#renderer/ui/Field.tsx";
import { formatNumber } from "#renderer/ui/format.ts";

interface RecordingFormProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly refocus: boolean;
  readonly disabled: boolean;
  readonly onChange: (settings: RecordingSettings, refocus: boolean) => void;
}

/** Corrections to what the file says; empty fields mean "as the file says". */
export function RecordingForm({ info, settings, refocus, disabled, onChange }: RecordingFormProps) {
  const change = (part: Partial<RecordingSettings>) => onChange({ ...settings, ...part }, refocus);
  const inPixels = settings.pixelSize === 1;
  const asSaid = (value: number | null) => (value === null ? "needed" : formatNumber(value));
  return (
    <section aria-label="Settings">
      <h3 className="section-head">Say or correct</h3>
      <div className="form">
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
        {info.shape.t > 1 && (
          <NumberField
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
          />
        )}
        {info.shape.z > 1 && (
          <NumberField
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
          />
        )}
        <TextField
          label="Axes"
          help="Order of the pages of a plain TIFF, slowest first: t time, z depth, c channel; for example tc. Empty takes what the file says."
          value={settings.axes ?? ""}
          placeholder="as read"
          disabled={disabled}
          onChange={(axes) => change({ axes: axes.trim() === "" ? null : axes.trim().toLowerCase() })}
        />
        {info.shape.c > 1 && <ChannelFields info={info} settings={settings} disabled={disabled} onChange={change} />}
        {info.shape.z === 1 && (
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
  );
}

interface ChannelFieldsProps extends Pick<RecordingFormProps, "info" | "settings" | "disabled"> {
  readonly onChange: (part: Partial<RecordingSettings>) => void;
}

function ChannelFields({ info, settings, disabled, onChange }: ChannelFieldsProps) {
  const roles = channelsOf(info, settings);
  const options = Array.from({ length: info.shape.c }, (_, i) => ({ value: String(i), label: info.channels[i]?.name || `Channel ${i}` }));
  return (
    <>
      <SelectField
        label="Activity"
        help="Channel that shows calcium."
        value={String(roles.activity)}
        options={options}
        disabled={disabled}
        onChange={(value) => onChange({ activityChannel: Number(value) })}
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
