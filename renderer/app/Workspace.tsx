import { Suspense, useEffect } from "react";
import { ActivityDock, ProofreadDock } from "#renderer/app/docks.ts";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { NeuronList } from "#renderer/views/neurons/NeuronList.tsx";
import { RecordingPanel } from "#renderer/views/recording/RecordingPanel.tsx";
import { Stage } from "#renderer/views/stage/Stage.tsx";
import { Timeline } from "#renderer/views/stage/Timeline.tsx";
import { StepPanel } from "#renderer/views/steps/StepPanel.tsx";
import { StepPath } from "#renderer/views/steps/StepPath.tsx";
import { stepWords } from "#renderer/views/steps/step-words.ts";

/** Steps and neurons at the left, the stage in the middle, time below it, details at the right. */
export function Workspace() {
  const step = useWorkstation((state) => state.step);
  const tall = useWorkstation((state) => {
    const shape = openRecordingOf(state)?.info.shape;
    return shape !== undefined && shape.y > shape.x * 1.2;
  });
  const proofreading = useWorkstation((state) => state.proofreading && state.tracks !== null);
  const alone = useWorkstation((state) => state.alone);
  const standAlone = useWorkstation((state) => state.standAlone);
  // The system's own key leaves the full screen without asking.
  useEffect(() => {
    const left = () => !document.fullscreenElement && standAlone(false);
    document.addEventListener("fullscreenchange", left);
    return () => document.removeEventListener("fullscreenchange", left);
  }, [standAlone]);
  const dock = !alone && (proofreading || step === "extract");
  const large = useWorkstation((state) => state.dockLarge);
  return (
    <div className={alone ? "workspace alone" : "workspace"}>
      <aside className="side-left" aria-label="Steps and neurons">
        <StepPath />
        <NeuronList />
      </aside>
      <main
        className={[
          "centre",
          dock ? "with-dock" : "",
          !proofreading && step === "extract" && large ? "dock-large" : "",
          tall ? "tall" : "",
        ].join(" ")}
      >
        <h1 className="unseen">{stepWords[step].title}</h1>
        <Stage />
        <Timeline />
        {dock && (
          <Suspense fallback={<section className="dock" aria-busy="true" />}>
            {proofreading ? <ProofreadDock /> : <ActivityDock />}
          </Suspense>
        )}
      </main>
      <aside className="side-right" aria-label="Details">
        <header className="panel-head">
          <h2>{stepWords[step].title}</h2>
          <p>{stepWords[step].purpose}</p>
        </header>
        {step === "recording" ? <RecordingPanel /> : <StepPanel step={step} key={step} />}
      </aside>
    </div>
  );
}
