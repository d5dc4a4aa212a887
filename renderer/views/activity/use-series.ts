import { useCallback, useEffect, useState } from "react";
import type { Series } from "#contract/series";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";

const none: readonly Series[] = [];

/** Series that were imported into the study, with their samples, and how to read them anew. */
export function useSeries(): { readonly series: readonly Series[]; readonly reload: () => Promise<void> } {
  const { client, pixels } = useOutside();
  const handle = useWorkstation((state) => state.study?.handle ?? null);
  const attempt = useWorkstation((state) => state.attempt);
  const [held, setHeld] = useState<{ readonly handle: string; readonly series: readonly Series[] } | null>(null);
  const reload = useCallback(async () => {
    if (handle === null) return;
    const series = await attempt(async () => {
      const known = await client.series.list({ study: handle });
      return Promise.all(known.map(async ({ name, unit, labels }) => ({ name, unit, labels, ...(await pixels.series(handle, name)) })));
    });
    if (series) setHeld({ handle, series });
  }, [client, pixels, handle, attempt]);
  useEffect(() => void reload(), [reload]);
  return { series: held?.handle === handle ? held.series : none, reload };
}
