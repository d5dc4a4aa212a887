import type { FailureCode } from "#contract/failure";

/** 0 done, 1 failed, 2 usage or missing information, 3 incomplete, 130 interrupted. */
export const exitCodes = {
  "not-found": 1,
  unreadable: 1,
  unsupported: 1,
  truncated: 1,
  empty: 1,
  "wrong-axes": 2,
  "not-finite": 1,
  "missing-metadata": 2,
  "out-of-range": 2,
  "invalid-input": 2,
  "read-only": 1,
  "disk-full": 1,
  "newer-version": 1,
  damaged: 1,
  "model-invalid": 1,
  busy: 1,
  "not-ready": 3,
  forbidden: 1,
  incomplete: 3,
  cancelled: 130,
  "engine-lost": 1,
  internal: 1,
} as const satisfies Record<FailureCode, number>;
