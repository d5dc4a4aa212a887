import { lazy } from "react";

const activity = () => import("#renderer/views/activity/ActivityDock.tsx");
const proofread = () => import("#renderer/views/proofread/ProofreadDock.tsx");

/** Charts and filmstrips are no part of the window's beginning: they are fetched once it stands, before they are asked for. */
export const ActivityDock = lazy(() => activity().then((module) => ({ default: module.ActivityDock })));
export const ProofreadDock = lazy(() => proofread().then((module) => ({ default: module.ProofreadDock })));

export function fetchDocks(): void {
  requestIdleCallback(() => void Promise.allSettled([activity(), proofread()]), { timeout: 5000 });
}
