import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { ChannelLayout, RecordingInfo, RecordingSettings } from "#contract/recording";
import { paintGrey, useChip } from "#renderer/views/recording/chip-image.ts";
import "#renderer/views/recording/split-editor.css";

type Halves = Extract<ChannelLayout, { kind: "halves" }>;

interface SplitEditorProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly layout: Halves;
  readonly disabled: boolean;
  readonly onChange: (layout: Halves) => void;
}

/** The whole chip with the line between its halves, to be dragged or moved with the arrow keys. */
export function SplitEditor({ info, settings, layout, disabled, onChange }: SplitEditorProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const frame = useChip(info.path, { ...settings, layout: null }, 0, 1);
  // The line follows the hand; the recording is read anew when it is let go.
  const [held, setHeld] = useState<number | null>(null);
  useEffect(() => {
    if (frame && canvas.current) paintGrey(canvas.current, frame);
  }, [frame]);
  const shape = info.recorded ?? info.shape;
  const length = shape[layout.axis];
  const at = held ?? layout.at;
  const placeOf = (event: PointerEvent): number => {
    const bounds = box.current!.getBoundingClientRect();
    const share = layout.axis === "x" ? (event.clientX - bounds.left) / bounds.width : (event.clientY - bounds.top) / bounds.height;
    return Math.min(Math.max(Math.round(share * length), 1), length - 1);
  };
  const move = (to: number) => onChange({ ...layout, at: Math.min(Math.max(to, 1), length - 1) });
  const share = `${(at / length) * 100}%`;
  return (
    <div className="split-editor" ref={box} style={{ aspectRatio: `${shape.x} / ${shape.y}` }}>
      <canvas ref={canvas} role="img" aria-label="First frame of the whole chip" />
      <div
        className={`split-line split-${layout.axis}`}
        style={layout.axis === "x" ? { left: share } : { top: share }}
        role="slider"
        tabIndex={disabled ? -1 : 0}
        aria-label="Line between the channels"
        aria-orientation={layout.axis === "x" ? "horizontal" : "vertical"}
        aria-valuemin={1}
        aria-valuemax={length - 1}
        aria-valuenow={at}
        aria-valuetext={`${at} px`}
        aria-disabled={disabled}
        data-tip="Drag, or use the arrow keys: 1 px, with Shift 10 px"
        onPointerDown={(event) => {
          if (disabled) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setHeld(at);
        }}
        onPointerMove={(event) => held !== null && setHeld(placeOf(event))}
        onPointerUp={() => {
          if (held !== null && held !== layout.at) move(held);
          setHeld(null);
        }}
        onPointerCancel={() => setHeld(null)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
          if (by === undefined || disabled) return;
          event.preventDefault();
          event.stopPropagation();
          move(layout.at + by * (event.shiftKey ? 10 : 1));
        }}
      />
    </div>
  );
}
