/** Every kind of expected trouble. Exit codes and HTTP statuses are total tables over this list. */
export const failureCodes = [
  "not-found",
  "unreadable",
  "unsupported",
  "truncated",
  "empty",
  "wrong-axes",
  "not-finite",
  "missing-metadata",
  "out-of-range",
  "invalid-input",
  "read-only",
  "disk-full",
  "newer-version",
  "damaged",
  "model-invalid",
  "busy",
  "not-ready",
  "forbidden",
  "incomplete",
  "cancelled",
  "engine-lost",
  "internal",
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** What a failure knows: paths, values, bounds. */
export type FailureFacts = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/** A failure as it crosses a wire. */
export interface FailureRecord {
  readonly code: FailureCode;
  readonly message: string;
  readonly facts: FailureFacts;
}

/**
 * Expected trouble. The message is one sentence that says what is wrong, where, and what to do;
 * the facts carry the path, value and bounds it speaks of.
 */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly facts: FailureFacts = {},
  ) {
    super(message);
  }

  toRecord(): FailureRecord {
    return { code: this.code, message: this.message, facts: this.facts };
  }

  static from(record: FailureRecord): Failure {
    return new Failure(record.code, record.message, record.facts);
  }
}

/** Any thrown value as a record; what was not foreseen becomes "internal". */
export function failureRecord(thrown: unknown): FailureRecord {
  if (thrown instanceof Failure) return thrown.toRecord();
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return { code: "cancelled", message: "Cancelled.", facts: {} };
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? null) : null;
  return {
    code: "internal",
    message: `Something NemaTrace did not foresee went wrong: ${reason}. Nothing that was saved is lost; please report it with the details.`,
    facts: { stack },
  };
}
