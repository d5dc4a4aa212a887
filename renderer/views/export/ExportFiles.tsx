import { Download, FileText, Folder } from "lucide-react";
import { useEffect, useState } from "react";
import type { CallOutput } from "#contract/calls";
import { meaningOfFile } from "#contract/export-format";
import { exportAddress } from "#renderer/client/pixel-source.ts";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { formatBytes } from "#renderer/ui/format.ts";

/** The files an export wrote, each to be taken from here. */
export function ExportFiles() {
  const { client } = useOutside();
  const handle = useWorkstation((state) => state.study?.handle ?? null);
  const run = useWorkstation((state) => state.study?.steps.find((entry) => entry.step === "export")?.run?.finished ?? null);
  const attempt = useWorkstation((state) => state.attempt);
  const [files, setFiles] = useState<CallOutput<"export.files"> | null>(null);
  useEffect(() => {
    if (handle === null) return;
    void attempt(() => client.export.files({ study: handle })).then((answer) => setFiles(answer ?? null));
  }, [client, handle, run, attempt]);
  if (!files || handle === null || files.files.length === 0) {
    return (
      <section className="export-files" aria-label="Exported files">
        <p className="empty">
          Nothing is exported yet. Export writes one table each for blobs, tracks and traces, a data package that tells their columns and
          units, and a paragraph for the methods of a paper.
        </p>
      </section>
    );
  }
  return (
    <section className="export-files" aria-label="Exported files">
      <h3 className="section-head">Files</h3>
      <ul className="rows">
        {files.files.map((file) => (
          <li key={file.name}>
            {file.folder ? (
              <div className="row">
                <Folder size={15} aria-hidden="true" />
                <span className="row-name">{file.name}</span> <span className="row-fact">{formatBytes(file.bytes)}</span>
              </div>
            ) : (
              <a className="row" href={exportAddress(handle, file.name)} download={file.name}>
                <FileText size={15} aria-hidden="true" />
                <span className="row-name">{file.name}</span> <span className="row-fact">{formatBytes(file.bytes)}</span>
                <Download size={14} aria-hidden="true" />
              </a>
            )}
            <p className="file-meaning">{meaningOfFile(file.name)}</p>
          </li>
        ))}
      </ul>
      {files.folder !== null && (
        <p className="folder-path">
          They lie in <bdi>{files.folder}</bdi>
        </p>
      )}
    </section>
  );
}
