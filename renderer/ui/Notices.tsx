import { CircleCheck, Info, TriangleAlert, Wrench, X } from "lucide-react";
import { useEffect } from "react";
import { createPortal } from "react-dom";
import type { Notice } from "#renderer/state/session.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { CopyDetails, detailsOf } from "#renderer/ui/FailureNote.tsx";
import { useTopDialog } from "#renderer/ui/top-dialog.ts";

const icons = { failure: TriangleAlert, done: CircleCheck, plain: Info } as const;
const shownFor = 6000;

/** Messages in the corner, over whatever dialog is open; failures stay until they are read. */
export function Notices({
  notices,
  onDismiss,
  onRepair,
}: {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: number) => void;
  /** Mends the study that a failure is about. */
  readonly onRepair: (study: string) => void;
}) {
  const dialog = useTopDialog();
  const region = (
    <div className="notices" role="region" aria-label="Messages" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} onDismiss={() => onDismiss(notice.id)} onRepair={onRepair} />
      ))}
    </div>
  );
  return dialog ? createPortal(region, dialog) : region;
}

function NoticeCard({
  notice,
  onDismiss,
  onRepair,
}: {
  readonly notice: Notice;
  readonly onDismiss: () => void;
  readonly onRepair: (study: string) => void;
}) {
  const Icon = icons[notice.tone];
  const { tone, id } = notice;
  useEffect(() => {
    if (tone === "failure") return;
    const timer = window.setTimeout(onDismiss, shownFor);
    return () => window.clearTimeout(timer);
    // A notice's time starts once, when it appears.
  }, [id, tone]);
  return (
    <div className={`notice notice-${tone}`} role={tone === "failure" ? "alert" : "status"}>
      <Icon size={16} aria-hidden="true" />
      <div className="notice-text">
        <p>{notice.text}</p>
        {notice.repair != null && (
          <Button
            icon={Wrench}
            tip="Makes what is damaged again from the recording, and says what cannot be mended"
            onClick={() => {
              onDismiss();
              onRepair(notice.repair ?? "");
            }}
          >
            Repair study
          </Button>
        )}
        {notice.failure && <CopyDetails text={detailsOf(notice.failure)} />}
      </div>
      <IconButton icon={X} label="Dismiss message" onClick={onDismiss} />
    </div>
  );
}
