import { useDeferredValue, useEffect } from "react";
import { AboutSheet } from "#renderer/app/AboutSheet.tsx";
import { CheatSheet } from "#renderer/app/CheatSheet.tsx";
import { CommandPalette } from "#renderer/app/CommandPalette.tsx";
import { DropLayer } from "#renderer/app/DropLayer.tsx";
import { AccuracySheet, ModelSheet } from "#renderer/app/HelpSheets.tsx";
import { TopBar } from "#renderer/app/TopBar.tsx";
import { Tour } from "#renderer/app/Tour.tsx";
import { Workspace } from "#renderer/app/Workspace.tsx";
import { useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { applyTheme } from "#renderer/state/stored-theme.ts";
import { useDark } from "#renderer/state/theme.ts";
import { Notices } from "#renderer/ui/Notices.tsx";
import { TipLayer } from "#renderer/ui/TipLayer.tsx";
import { HistoryPanel } from "#renderer/views/proofread/HistoryPanel.tsx";
import { ImportSheet } from "#renderer/views/proofread/ImportSheet.tsx";
import { VideoSheet } from "#renderer/views/recording/VideoSheet.tsx";
import { StudyTrouble } from "#renderer/views/keeping/StudyTrouble.tsx";
import { LibraryView } from "#renderer/views/library/LibraryView.tsx";

/** The window. */
export function App() {
  const store = useWorkstationStore();
  const open = useWorkstation((state) => state.study !== null || state.draft !== null);
  // The workspace is much to draw at once: it is drawn in slices between which the window answers.
  const drawn = useDeferredValue(open);
  const theme = useWorkstation((state) => state.theme);
  const video = useWorkstation((state) => state.video);
  const sheet = useWorkstation((state) => state.sheet);
  const set = useWorkstation((state) => state.set);
  const notices = useWorkstation((state) => state.notices);
  const dismiss = useWorkstation((state) => state.dismiss);
  const repair = useWorkstation((state) => state.repair);
  const lost = useWorkstation((state) => state.connection === "lost");
  const dark = useDark();
  useEffect(() => applyTheme(theme), [theme, dark]);
  const leave = () => set({ sheet: null });
  return (
    <div className="app">
      <TopBar />
      {lost && (
        <p className="lost" role="alert">
          NemaTrace does not answer. This window goes on by itself when it is back; nothing that was saved is lost.
        </p>
      )}
      <StudyTrouble />
      {open && drawn ? <Workspace /> : <LibraryView />}
      <HistoryPanel />
      <Notices notices={notices} onDismiss={dismiss} onRepair={(path) => void repair(path)} />
      <DropLayer />
      <Tour />
      <TipLayer />
      {video !== null && <VideoSheet path={video} key={video} />}
      {sheet === "keys" && <CheatSheet onClose={leave} />}
      {sheet === "import" && <ImportSheet onClose={leave} />}
      {sheet === "palette" && <CommandPalette onClose={() => store.getState().sheet === "palette" && leave()} />}
      {sheet === "models" && <ModelSheet onClose={leave} />}
      {sheet === "accuracy" && <AccuracySheet onClose={leave} />}
      {sheet === "about" && <AboutSheet onClose={leave} />}
    </div>
  );
}
