import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { TrackSummary } from "#renderer/client/track-index.ts";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { NeuronCard } from "#renderer/views/naming/NeuronCard.tsx";
import { NeuronRow } from "#renderer/views/neurons/NeuronRow.tsx";
import { trackColour } from "#renderer/viewers/colour-maps.ts";

const none: Readonly<Record<string, string>> = {};

type Order = "track" | "present" | "confidence" | "group";

/** Every neuron that is followed: its name, how often it is seen, how sure that is. */
export function NeuronList() {
  const index = useWorkstation((state) => state.tracks);
  const names = useWorkstation((state) => state.study?.names ?? none);
  const groups = useWorkstation((state) => state.study?.groups ?? none);
  const colours = useWorkstation((state) => state.study?.colours ?? none);
  const chosen = useWorkstation((state) => state.chosen);
  const frames = useWorkstation((state) => openRecordingOf(state)?.info.shape.t ?? 1);
  const selected = useWorkstation((state) => state.selected);
  const dark = useDark();
  const [order, setOrder] = useState<Order>("track");
  const [query, setQuery] = useState("");
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[data-chosen='true']")?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  if (!index) return <EmptyList />;
  const groupOf = (track: number) => groups[String(track)] ?? "";
  const rows = sorted(index.tracks, order, groupOf).filter(({ track }) =>
    `#${track} ${names[String(track)] ?? ""} ${groupOf(track)}`.toLowerCase().includes(query.trim().toLowerCase()),
  );
  return (
    <section className="neurons" aria-label="Neurons">
      <header className="neurons-head">
        <h2>Neurons</h2>
        <span className="count">{index.tracks.length}</span>
        <select
          className="select bare"
          aria-label="Order of neurons"
          data-tip="Order of the list"
          value={order}
          onChange={(event) => setOrder(event.target.value as Order)}
        >
          <option value="track">by number</option>
          <option value="present">rarest first</option>
          <option value="confidence">doubtful first</option>
          <option value="group">by group</option>
        </select>
      </header>
      <label className="search">
        <Search size={14} aria-hidden="true" />
        <span className="unseen">Find a neuron</span>
        <input type="search" placeholder="Find by name or number" value={query} onChange={(event) => setQuery(event.target.value)} />
      </label>
      <ul className="neuron-rows" ref={list}>
        {rows.map((row, i) => (
          <NeuronRow
            key={row.track}
            summary={row}
            name={names[String(row.track)] ?? ""}
            frames={frames}
            chosen={row.track === selected || chosen.includes(row.track)}
            selected={row.track === selected}
            group={groupOf(row.track)}
            heads={order === "group" && (i === 0 || groupOf(rows[i - 1]!.track) !== groupOf(row.track))}
            colour={trackColour(row.track, dark, colours[String(row.track)])}
          />
        ))}
        {rows.length === 0 && <li className="empty">No neuron is called that.</li>}
      </ul>
      <NeuronCard />
    </section>
  );
}

function EmptyList() {
  const found = useWorkstation((state) => state.blobs !== null);
  return (
    <section className="neurons" aria-label="Neurons">
      <header className="neurons-head">
        <h2>Neurons</h2>
      </header>
      <p className="empty">
        {found
          ? "Neurons are found in each frame. Run Tracks to follow them through time."
          : "Neurons appear here once they are found and followed."}
      </p>
    </section>
  );
}

function sorted(tracks: readonly TrackSummary[], order: Order, groupOf: (track: number) => string): readonly TrackSummary[] {
  // Those of no group come last.
  const groupKey = (track: number) => groupOf(track) || "\uffff";
  if (order === "group") return tracks.toSorted((a, b) => groupKey(a.track).localeCompare(groupKey(b.track)) || a.track - b.track);
  return order === "track" ? tracks : tracks.toSorted((a, b) => a[order] - b[order] || a.track - b.track);
}
