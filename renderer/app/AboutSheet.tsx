import licence from "../../LICENSE?raw";
import { useWorkstation } from "#renderer/state/store.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";

const papers = [
  ["Virtual refocusing", "Wu et al. (2019), Nature Methods", "10.1038/s41592-019-0622-5"],
  ["Following by linear assignment", "Jaqaman et al. (2008), Nature Methods", "10.1038/nmeth.1237"],
  ["Carrying annotated neurons through a movie", "Yu et al. (2024), PLOS Computational Biology", "10.1371/journal.pcbi.1011848"],
  ["Demixing of neighbours", "Pnevmatikakis et al. (2016), Neuron", "10.1016/j.neuron.2015.11.037"],
  ["Motion correction with a red channel, TMAC", "Creamer et al. (2022), PLOS Computational Biology", "10.1371/journal.pcbi.1010421"],
  ["Names from positions", "Bubnis et al. (2019), arXiv", "10.48550/arXiv.1903.03214"],
] as const;

/** Version, what to cite, what it is built on. */
export function AboutSheet({ onClose }: { readonly onClose: () => void }) {
  const about = useWorkstation((state) => state.about);
  return (
    <Dialog title="About NemaTrace" onClose={onClose}>
      <div className="about">
        <p>
          Version {about?.version ?? "unknown"}, on {about?.platform ?? "this machine"}. Nothing you open leaves this computer.
        </p>
        <h3>To cite</h3>
        <p>The papers of the methods you used; methods.md, which every export writes, says which those were.</p>
        <dl className="facts papers">
          {papers.map(([topic, paper, doi]) => (
            <div key={doi}>
              <dt>{topic}</dt>
              <dd>
                {paper}, <span className="mono">doi:{doi}</span>
              </dd>
            </div>
          ))}
        </dl>
        <h3>A note on patents</h3>
        <p>
          Virtual refocusing of this kind is patented (WO2020139835, US 11946854). The weights here are our own. Commercial users should
          take advice.
        </p>
        <h3>Licence</h3>
        <details>
          <summary>NemaTrace and its models: MIT</summary>
          <pre className="licence">{licence}</pre>
        </details>
        <h3>Built on</h3>
        <dl className="facts">
          {[{ name: "node", version: about?.libraries["node"] ?? "", licence: "MIT" }, ...builtOn].map((one) => (
            <div key={one.name}>
              <dt>{one.name}</dt>
              <dd>
                {one.version}, {one.licence}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
