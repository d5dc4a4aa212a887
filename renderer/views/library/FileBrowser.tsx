import { ArrowUp, File, FileVideo, Folder, FolderKanban, SquareCheck } from "lucide-react";
import { useEffect, useState } from "react";
import type { CallOutput } from "#contract/calls";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { formatBytes } from "#renderer/ui/format.ts";

type Listing = CallOutput<"files.list">;
type Entry = Listing["entries"][number];

const icons = { folder: Folder, recording: FileVideo, study: FolderKanban, other: File } as const;

interface FileBrowserProps {
  /** Takes the file that is chosen; without it, recordings and studies are opened. */
  readonly onChoose?: ((path: string) => void) | undefined;
  /** Whether only recordings can be chosen. */
  readonly onlyRecordings?: boolean;
  /** Folder that is listed first; the data root where it is left out. */
  readonly from?: string | undefined;
  /** Recordings that are chosen, where several can be. */
  readonly chosen?: readonly string[] | undefined;
}

/** The data root, one folder at a time. */
export function FileBrowser({ onChoose, onlyRecordings = false, from, chosen }: FileBrowserProps) {
  const { client } = useOutside();
  const attempt = useWorkstation((state) => state.attempt);
  const opening = useWorkstation((state) => state.opening);
  const openRecording = useWorkstation((state) => state.openRecording);
  const openStudy = useWorkstation((state) => state.openStudy);
  const [listing, setListing] = useState<Listing | null>(null);
  const list = async (path: string | null) => {
    const answer = await attempt(() => client.files.list({ path }));
    if (answer) setListing(answer);
  };
  useEffect(() => {
    void list(from ?? null);
    // The first listing is read once; later ones when a folder is opened.
  }, []);
  if (!listing) return <p className="empty">Reading the folder…</p>;
  const open = (entry: Entry) => {
    if (entry.kind === "folder") return list(entry.path);
    if (onChoose) return onChoose(entry.path);
    return entry.kind === "study" ? openStudy(entry.path) : openRecording(entry.path);
  };
  const { parent } = listing;
  return (
    <div className="file-browser">
      <div className="file-path">
        {parent !== null && (
          <button type="button" className="link-button" onClick={() => void list(parent)}>
            <ArrowUp size={14} aria-hidden="true" />
            Up
          </button>
        )}
        <span className="path" data-tip={listing.path}>
          <bdi>{listing.path}</bdi>
        </span>
      </div>
      {listing.entries.length === 0 ? (
        <p className="empty">This folder holds nothing that can be opened.</p>
      ) : (
        <ul className="rows file-list" aria-label="Files">
          {listing.entries.map((entry) => {
            const Icon = icons[entry.kind];
            return (
              <li key={entry.path}>
                <button
                  type="button"
                  className={`row file-${entry.kind}`}
                  disabled={
                    opening !== null ||
                    (onChoose ? entry.kind === "study" || (onlyRecordings && entry.kind === "other") : entry.kind === "other")
                  }
                  {...(chosen && entry.kind === "recording" ? { "aria-pressed": chosen.includes(entry.path) } : {})}
                  data-tip={entry.kind === "other" && (!onChoose || onlyRecordings) ? whyNot(entry.name) : undefined}
                  onClick={() => void open(entry)}
                >
                  {chosen?.includes(entry.path) ? <SquareCheck size={15} aria-hidden="true" /> : <Icon size={15} aria-hidden="true" />}
                  <span className="row-name">{entry.name}</span>
                  <span className="row-fact">
                    {entry.kind === "study" ? "study" : entry.bytes === null ? "" : formatBytes(entry.bytes)}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

/** What to do about a file that is not read. */
function whyNot(name: string): string {
  if (/\.(nd2|czi|lif)$/i.test(name))
    return "A maker's own format: open it in Fiji (Bio-Formats) and save it as OME-TIFF; that is read with all it says";
  return "NemaTrace reads TIFF, HDF5, NWB, MATLAB 7.3, OME-Zarr, NRRD, MHA, NIfTI, PNG, MP4 and WebM";
}
