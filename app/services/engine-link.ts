import type { BatchItem, BatchSettings } from "#contract/batch";
import type { FailureRecord } from "#contract/failure";
import type { ModelForm } from "#contract/model-form";
import type { Orientation } from "#contract/naming";
import type { Step } from "#contract/parameters";
import type { RecordingSettings } from "#contract/recording";

/** What the host asks of the engine. */
export type EngineOrder =
  | {
      readonly kind: "step";
      readonly id: string;
      readonly study: string;
      readonly step: Step;
      readonly parameters: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "sample"; readonly id: string; readonly directory: string }
  | { readonly kind: "repair"; readonly id: string; readonly study: string }
  | {
      readonly kind: "batch";
      readonly id: string;
      readonly entries: readonly { readonly recording: string; readonly study: string }[];
      readonly settings: BatchSettings;
    }
  | ({ readonly id: string } & LookOrder)
  | { readonly kind: "cancel"; readonly id: string };

/** What the window looks at before, or without, a conversion. */
export type LookOrder =
  | { readonly kind: "stack"; readonly study: string; readonly run: string; readonly t: number; readonly c: number }
  | {
      readonly kind: "name";
      /** z, y, x of each point, µm. */
      readonly points: readonly number[];
      /** Points whose names are known: point, index in the atlas. */
      readonly confirmed: readonly (readonly [number, number])[];
      readonly orientation: Orientation | null;
    }
  /** Tries a lab's ONNX file, and adds it to the models. */
  | { readonly kind: "add-model"; readonly file: string; readonly form: ModelForm }
  | { readonly kind: "encode"; readonly of: FocusSubject; readonly t: number }
  | { readonly kind: "blur"; readonly of: BlurSubject }
  | { readonly kind: "check"; readonly of: FocusSubject; readonly t: number; readonly spread: boolean };

/** A scanned stack whose blur is read; null takes what the file or the model says. */
export interface BlurSubject {
  readonly stack: string;
  readonly model: string;
  readonly pixelSize: number | null;
  readonly zStep: number | null;
  readonly diameter: number;
}

/** Which frames to encode, and how. */
export interface FocusSubject {
  readonly recording: string;
  readonly settings: RecordingSettings;
  readonly model: string;
  readonly channel: number;
}

/** What the engine tells. */
export type EngineNews =
  | { readonly kind: "progress"; readonly id: string; readonly done: number; readonly total: number; readonly message: string }
  /** A recording of a batch has come further. */
  | { readonly kind: "item"; readonly id: string; readonly item: BatchItem }
  /** `message` says what came of the work, where there is more to say than that it is done. */
  | { readonly kind: "ended"; readonly id: string; readonly message?: string }
  | { readonly kind: "answer"; readonly id: string; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: string; readonly failure: FailureRecord };

/** The two ends of a wire to an engine process, whichever way the host forks it. */
export interface EnginePort {
  send(order: EngineOrder): void;
  onNews(listener: (news: EngineNews) => void): void;
  /** Called once, when the process is gone, however it went. */
  onExit(listener: () => void): void;
  /** Ends the process at once. */
  kill(): void;
}

export type ForkEngine = () => EnginePort;
