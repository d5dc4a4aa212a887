import { type PointerEvent, useEffect, useRef, useState } from "react";
import { channelsOf } from "#contract/channels";
import type { Preparation } from "#contract/preparation";
import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { paintGrey, useChip } from "#renderer/views/recording/chip-image.ts";
import { type CropBox, cropOf, dragBox, gripAt, type Grip, boxOf } from "#renderer/views/recording/crop-box.ts";
import "#renderer/views/recording/split-editor.css";

interface CropEditorProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly value: Preparation;
  readonly disabled: boolean;
  readonly onChange: (crop: Pick<Preparation, "cropTop" | "cropLeft" | "cropHeight" | "cropWidth">) => void;
}

/** Frames looked at, so that the crop holds all places the animal goes to. */
const looked = 5;
/** How near to an edge the pointer takes hold of it, CSS pixels. */
const near = 7;

/** The recorded frame with what is kept of it: drawn, moved inside, or changed at its edges. The fields below say the same in numbers. */
export function CropEditor({ info, settings, value, disabled, onChange }: CropEditorProps) {
  const chip = useChip(info.path, settings, channelsOf(info, settings).activity, looked);
  const canvas = useRef<HTMLCanvasElement>(null);
  const area = useRef<HTMLDivElement>(null);
  // The frame follows the hand; the recording is read anew when it is let go.
  const [held, setHeld] = useState<{ readonly grip: Grip; readonly from: readonly [number, number]; readonly box: CropBox } | null>(null);
  const [drawn, setDrawn] = useState<CropBox | null>(null);
  useEffect(() => {
    if (chip && canvas.current) paintGrey(canvas.current, chip);
  }, [chip]);
  if (!chip) return <p className="quiet">Reading the frame…</p>;
  const { shape } = chip;
  const kept = boxOf(value, shape);
  const box = drawn ?? kept;
  const placeOf = (event: PointerEvent): readonly [number, number] => {
    const bounds = area.current!.getBoundingClientRect();
    return [((event.clientY - bounds.top) / bounds.height) * shape[0], ((event.clientX - bounds.left) / bounds.width) * shape[1]];
  };
  const reach = () => (near * shape[1]) / area.current!.getBoundingClientRect().width;
  const percent = (part: number, of: number) => `${(100 * part) / of}%`;
  return (
    <div
      className="split-editor crop-editor"
      ref={area}
      style={{ aspectRatio: `${shape[1]} / ${shape[0]}` }}
      data-tip="Drag to draw what is kept; inside to move it, at an edge to change it. A double click keeps all. The fields below do the same"
      onPointerDown={(event) => {
        if (disabled) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const from = placeOf(event);
        setHeld({ grip: gripAt(kept, shape, from, reach()), from, box: kept });
      }}
      onPointerMove={(event) => held && setDrawn(dragBox(held.box, held.grip, held.from, placeOf(event), shape))}
      onPointerUp={() => {
        const crop = drawn && cropOf(drawn, shape);
        if (crop) onChange(crop);
        setHeld(null);
        setDrawn(null);
      }}
      onPointerCancel={() => {
        setHeld(null);
        setDrawn(null);
      }}
      onDoubleClick={() => !disabled && onChange({ cropTop: 0, cropLeft: 0, cropHeight: 0, cropWidth: 0 })}
    >
      <canvas ref={canvas} role="img" aria-label="Brightest of a few recorded frames, with what is kept of them" />
      <div
        className="crop-box"
        style={{
          top: percent(box.top, shape[0]),
          left: percent(box.left, shape[1]),
          height: percent(box.bottom - box.top, shape[0]),
          width: percent(box.right - box.left, shape[1]),
        }}
      />
      <output className="crop-size">{`${box.right - box.left} × ${box.bottom - box.top} px`}</output>
    </div>
  );
}
