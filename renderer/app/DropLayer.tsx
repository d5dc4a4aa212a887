import { FileUp } from "lucide-react";
import { useEffect, useState } from "react";
import { useOutside, useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";

/** Takes files dropped anywhere in the window. */
export function DropLayer() {
  const store = useWorkstationStore();
  const { pathOf } = useOutside();
  const inBrowser = useWorkstation((state) => state.about?.host === "browser");
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const allow = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const [file, ...others] = event.dataTransfer?.files ?? [];
      if (!file) return;
      const path = pathOf(file);
      const { openRecording, openStudy, notify } = store.getState();
      if (path === null) notify(`A browser does not tell where "${file.name}" lies. Choose it in the list of files instead.`);
      else if (others.length > 0)
        notify(`One recording is opened at a time, and ${others.length + 1} were dropped. For a queue, choose Several recordings.`);
      else void (path.replace(/[\\/]$/, "").endsWith(".study") ? openStudy(path) : openRecording(path));
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", drop);
    };
  }, [store, pathOf]);
  if (!over) return null;
  return (
    <div className="drop-layer" aria-hidden="true">
      <FileUp size={28} />
      <p>{inBrowser ? "A browser does not tell where a file lies: choose it in the list of files" : "Drop to open"}</p>
    </div>
  );
}
