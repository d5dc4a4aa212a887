import { useEffect } from "react";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { CheckField } from "#renderer/ui/Field.tsx";

/** Which studies are joined: this one and others that were opened before. */
export function AnimalsChoice() {
  const own = useWorkstation((state) => state.study?.path ?? "");
  const recent = useWorkstation((state) => state.recent);
  const paths = useWorkstation((state) => state.animals);
  const set = useWorkstation((state) => state.setCharts);
  const refresh = useWorkstation((state) => state.refreshRecent);
  useEffect(() => {
    void refresh();
  }, [refresh]);
  const others = recent.filter(({ path, exists }) => exists && path !== own);
  return (
    <div className="chart-hint">
      <p>Studies are joined by the names of their neurons: this one, and</p>
      {others.length === 0 && <p>no other yet. Open another study once, and it is offered here.</p>}
      <div className="animal-list">
        {others.map(({ path, name }) => (
          <CheckField
            key={path}
            label={name}
            help={path}
            checked={paths.includes(path)}
            onChange={(wanted) => set({ animals: wanted ? [...paths, path] : paths.filter((other) => other !== path) })}
          />
        ))}
      </div>
      <p className="hint-acts">
        <Button
          tone="primary"
          disabled={others.length === 0}
          tip="Averages the neurons that share a name over these studies: mean ± s.e.m."
          onClick={() => set({ animals: [own, ...paths.filter((path) => path !== own)], animalsChosen: true })}
        >
          Join
        </Button>
      </p>
    </div>
  );
}
