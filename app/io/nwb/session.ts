import { Failure } from "#contract/failure";

/** What only the user knows about a session; empty text where nothing was said. */
export interface Session {
  /** ISO 8601 with time zone. */
  readonly sessionStart: string;
  readonly sessionDescription: string;
  readonly experimenter: string;
  readonly lab: string;
  readonly institution: string;
  readonly subject: string;
  readonly strain: string;
  readonly genotype: string;
  readonly sex: string;
  readonly stage: string;
  readonly indicator: string;
  /** nm; 0 where unknown. */
  readonly excitation: number;
}

/**
 * The session's start as NWB wants it.
 *
 * @throws Failure "missing-metadata" where it was not said, "invalid-input" where it is no moment
 */
export function sessionStart({ sessionStart: text }: Session): string {
  if (text.trim() === "")
    throw new Failure(
      "missing-metadata",
      "NWB needs to know when the recording began; say it as the session start, with --session-start 2024-05-01T14:30:00+02:00 on the command line.",
      { flag: "--session-start" },
    );
  const moment = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text.trim())
    ? Date.parse(text.trim().replace(" ", "T"))
    : Number.NaN;
  if (Number.isNaN(moment))
    throw new Failure(
      "invalid-input",
      `The session start "${text}" is no moment with a time zone; write it like 2024-05-01T14:30:00+02:00 (Z for UTC).`,
      { flag: "--session-start", value: text },
    );
  return text.trim().replace(" ", "T");
}
