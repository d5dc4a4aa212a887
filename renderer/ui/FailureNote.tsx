import { Check, Copy, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { FailureRecord } from "#contract/failure";

/** A failure in its place: the sentence, and the details to hand on. */
export function FailureNote({
  failure,
}: {
  readonly failure: Pick<FailureRecord, "code" | "message"> & { readonly facts: Readonly<Record<string, unknown>> };
}) {
  return (
    <div className="note note-bad" role="alert">
      <TriangleAlert size={15} aria-hidden="true" />
      <div>
        <p>{failure.message}</p>
        <CopyDetails text={detailsOf(failure)} />
      </div>
    </div>
  );
}

export function CopyDetails({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    window.setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" className="link-button" onClick={() => void copy().catch(() => setCopied(false))}>
      {copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
      {copied ? "Copied" : "Copy details"}
    </button>
  );
}

export function detailsOf(failure: {
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}): string {
  const facts = Object.entries(failure.facts).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [`${failure.message} (${failure.code})`, ...facts].join("\n");
}
