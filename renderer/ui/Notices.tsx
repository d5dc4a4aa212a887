import { CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import { useEffect } from "react";
import type { Notice } from "#renderer/state/session.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { CopyDetails, detailsOf } from "#renderer/ui/FailureNote.tsx";

const icons = { failure: TriangleAlert, done: CircleCheck, plain: Info } as const;
const shownFor = 6000;

/** Messages in the corner; failures stay until they are read. */
export function Notices({ notices, onDismiss }: { readonly notices: readonly Notice[]; readonly onDismiss: (id: number) => void }) {
  return (
    <div className="notices" role="region" aria-label="Messages" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} onDismiss={() => onDismiss(notice.id)} />
      ))}
    </div>
  );
}

function NoticeCard({ notice, onDismiss }: { readonly notice: Notice; readonly onDismiss: () => void }) {
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
        {notice.failure && <CopyDetails text={detailsOf(notice.failure)} />}
      </div>
      <IconButton icon={X} label="Dismiss message" onClick={onDismiss} />
    </div>
  );
}
