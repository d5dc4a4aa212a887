import { expect, test } from "vitest";
import { reportUncaught } from "#renderer/app/uncaught.ts";
import type { Workstation } from "#renderer/state/slice.ts";

test("what nobody caught is reported; the browser's own remarks are not", () => {
  const page = new EventTarget();
  const reported: unknown[] = [];
  // Only the report is called.
  const state = { report: (thrown: unknown) => void reported.push(thrown) } as unknown as Workstation;
  reportUncaught({ getState: () => state }, page);
  const [broken, rejected] = [new Error("broken"), new Error("rejected")];
  page.dispatchEvent(Object.assign(new Event("error"), { error: broken }));
  page.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason: rejected }));
  page.dispatchEvent(Object.assign(new Event("error"), { message: "ResizeObserver loop completed with undelivered notifications." }));
  expect(reported).toEqual([broken, rejected]);
});
