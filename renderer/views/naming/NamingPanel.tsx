import { Crosshair } from "lucide-react";
import { useState } from "react";
import type { Orientation } from "#contract/naming";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { CheckField, SelectField } from "#renderer/ui/Field.tsx";
import { directions, nearestDirection, vectorOf } from "#renderer/views/naming/direction-words.ts";

const unsaid: Orientation = { head: [0, 0, -1], dorsal: [1, 0, 0], mirror: false };

/** How the animal lies, and names suggested by where its neurons are. */
export function NamingPanel() {
  const said = useWorkstation((state) => state.study?.orientation ?? null);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const suggestions = useWorkstation((state) => state.suggestions);
  const suggesting = useWorkstation((state) => state.suggesting);
  const atlasShown = useWorkstation((state) => state.atlasShown);
  const suggest = useWorkstation((state) => state.suggest);
  const showAtlas = useWorkstation((state) => state.showAtlas);
  const startPointing = useWorkstation((state) => state.startPointing);
  const [chosen, setChosen] = useState<Orientation | null>(null);
  const orientation = chosen ?? said ?? suggestions?.orientation ?? unsaid;
  const [head, dorsal] = [nearestDirection(orientation.head), nearestDirection(orientation.dorsal)];
  const square = head[0] !== dorsal[0];
  return (
    <div className="naming-panel">
      <p className="naming-intro">Say how the animal lies; names are then suggested from where its neurons are in this frame.</p>
      <div className="naming-row">
        <Button
          icon={Crosshair}
          tip="Click the head end, then the back, then the left side; the depth slider sets how deep a click lies"
          onClick={() => startPointing(true)}
        >
          Show on the image
        </Button>
        <span>or choose:</span>
      </div>
      <SelectField
        label="Head points"
        help="Direction from the tail to the head."
        value={head}
        options={directions}
        onChange={(value) => setChosen({ ...orientation, head: vectorOf(value) })}
      />
      <SelectField
        label="Back points"
        help="Direction from the belly to the back (dorsal)."
        value={dorsal}
        options={directions}
        onChange={(value) => setChosen({ ...orientation, dorsal: vectorOf(value) })}
      />
      <CheckField
        label="Mirrored"
        help="The image was turned over by an odd number of mirrors, so that left and right are exchanged."
        checked={orientation.mirror}
        onChange={(mirror) => setChosen({ ...orientation, mirror })}
      />
      {!square && (
        <p className="naming-problem" role="alert">
          Head and back point along the same axis; choose two that differ.
        </p>
      )}
      <div className="naming-row">
        <Button
          tone="primary"
          tip="Rank names for every neuron of this frame"
          disabled={suggesting || locked || !square}
          onClick={() => void suggest(orientation)}
        >
          {suggesting ? "Comparing…" : "Suggest names"}
        </Button>
        <Button
          tone="quiet"
          tip="Try every orientation and both hands; takes about half a minute"
          disabled={suggesting}
          onClick={() => void suggest(null)}
        >
          I do not know
        </Button>
      </div>
      {suggestions && <Outcome />}
      <CheckField
        label="Atlas over the worm"
        help="Draws where the atlas puts each neuron, with its name. It is one animal's map, brought over this one."
        checked={atlasShown}
        onChange={showAtlas}
      />
    </div>
  );
}

function Outcome() {
  const suggestions = useWorkstation((state) => state.suggestions);
  if (!suggestions) return null;
  const { tracks, t } = suggestions;
  const sure = tracks.filter(({ names: [first] }) => (first?.probability ?? 0) >= 0.5).length;
  return (
    <p className="naming-outcome" role="status">
      {tracks.length} neurons of frame {t} compared: {sure} have a name of probability 0.5 or more. Name a neuron (F2) to see its
      candidates; each name you give makes the others surer.
    </p>
  );
}
