import type { FailureCode } from "#contract/failure";

/** HTTP status of every failure. */
export const statusCodes = {
  "not-found": 404,
  unreadable: 422,
  unsupported: 415,
  truncated: 422,
  empty: 422,
  "wrong-axes": 422,
  "not-finite": 422,
  "missing-metadata": 422,
  "out-of-range": 422,
  "invalid-input": 400,
  "read-only": 409,
  "disk-full": 507,
  "newer-version": 409,
  damaged: 422,
  "model-invalid": 422,
  busy: 409,
  "not-ready": 404,
  forbidden: 403,
  incomplete: 409,
  cancelled: 409,
  "engine-lost": 502,
  internal: 500,
} as const satisfies Record<FailureCode, number>;
