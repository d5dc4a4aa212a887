import { FilePlus, Layers } from "lucide-react";
import { useState } from "react";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import "#renderer/views/keeping/keeping.css";

/** The recordings chosen for a batch, whose settings they share, and the button that queues them. */
export function BatchChooser({
  chosen,
  onChange,
  onDone,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly onDone: () => void;
}) {
  const { client } = useOutside();
  const recent = useWorkstation((state) => state.recent);
  const host = useWorkstation((state) => state.about?.host ?? "browser");
  const attempt = useWorkstation((state) => state.attempt);
  const startBatch = useWorkstation((state) => state.startBatch);
  const [like, setLike] = useState("");
  const add = async () => {
    const picked = await attempt(() => client.files.pick({ purpose: "recording" }));
    if (picked?.path && !chosen.includes(picked.path)) onChange([...chosen, picked.path]);
  };
  const start = async () => {
    if (await startBatch(chosen, like === "" ? null : like)) onDone();
  };
  return (
    <div className="choosing" role="group" aria-label="Recordings to run">
      <span role="status">{chosen.length === 0 ? "Choose the recordings to run" : `${chosen.length} chosen`}</span>
      {host === "electron" && (
        <Button icon={FilePlus} tip="Adds a recording to those chosen" onClick={() => void add()}>
          Add recording…
        </Button>
      )}
      <label data-tip="What is said about the recordings, and the parameters of every step, are taken from this study">
        Settings
        <select className="select" value={like} onChange={(event) => setLike(event.target.value)}>
          <option value="">as the files say, default parameters</option>
          {recent
            .filter(({ exists }) => exists)
            .map(({ path, name }) => (
              <option key={path} value={path}>
                {`as in the study ${name} (${path.split(/[\\/]/).at(-2) ?? ""})`}
              </option>
            ))}
        </select>
      </label>
      <Button
        tone="primary"
        icon={Layers}
        disabled={chosen.length === 0}
        tip="Every step for each recording, one after another; one that fails stops no other"
        onClick={() => void start()}
      >
        Run all
      </Button>
    </div>
  );
}
