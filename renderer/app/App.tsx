import { useEffect } from "react";
import { AboutSheet } from "#renderer/app/AboutSheet.tsx";
import { CheatSheet } from "#renderer/app/CheatSheet.tsx";
import { DropLayer } from "#renderer/app/DropLayer.tsx";
import { TopBar } from "#renderer/app/TopBar.tsx";
import { Workspace } from "#renderer/app/Workspace.tsx";
import { useWorkstation } from "#renderer/state/store.ts";
import { applyTheme, useDark } from "#renderer/state/theme.ts";
import { Notices } from "#renderer/ui/Notices.tsx";
import { TipLayer } from "#renderer/ui/TipLayer.tsx";
import { HistoryPanel } from "#renderer/views/proofread/HistoryPanel.tsx";
import { ImportSheet } from "#renderer/views/proofread/ImportSheet.tsx";
import { VideoSheet } from "#renderer/views/recording/VideoSheet.tsx";
import { StudyTrouble } from "#renderer/views/keeping/StudyTrouble.tsx";
import { LibraryView } from "#renderer/views/library/LibraryView.tsx";

/** The window. */
export function App() {
  const open = useWorkstation((state) => state.study !== null || state.draft !== null);
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
  return (
    <div className="app">
      <TopBar />
      {lost && (
        <p className="lost" role="alert">
          NemaTrace does not answer. This window goes on by itself when it is back; nothing that was saved is lost.
        </p>
      )}
      <StudyTrouble />
      {open ? <Workspace /> : <LibraryView />}
      <HistoryPanel />
      <Notices notices={notices} onDismiss={dismiss} onRepair={(path) => void repair(path)} />
      <DropLayer />
      <TipLayer />
      {video !== null && <VideoSheet path={video} key={video} />}
      {sheet === "keys" && <CheatSheet onClose={() => set({ sheet: null })} />}
      {sheet === "import" && <ImportSheet onClose={() => set({ sheet: null })} />}
      {sheet === "about" && <AboutSheet onClose={() => set({ sheet: null })} />}
    </div>
  );
}
