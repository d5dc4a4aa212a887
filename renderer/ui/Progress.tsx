/** How far work has come, 0..1; without a number it only shows that something happens. */
export function Progress({ label, part }: { readonly label: string; readonly part: number | null }) {
  return (
    <div
      className={part === null ? "progress unknown" : "progress"}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(part === null ? {} : { "aria-valuenow": Math.round(part * 100) })}
    >
      <span style={part === null ? undefined : { transform: `scaleX(${Math.min(1, Math.max(0, part))})` }} />
    </div>
  );
}
