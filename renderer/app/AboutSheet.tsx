import { useWorkstation } from "#renderer/state/store.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";

const papers = [
  [
    "Virtual refocusing",
    "Wu et al. (2019), Three-dimensional virtual refocusing of fluorescence microscopy images using deep learning, Nature Methods.",
    "doi:10.1038/s41592-019-0622-5",
  ],
] as const;

/** Version, what to cite, what it is built on. */
export function AboutSheet({ onClose }: { readonly onClose: () => void }) {
  const about = useWorkstation((state) => state.about);
  return (
    <Dialog title="About NemaTrace" onClose={onClose}>
      <div className="about">
        <p>
          Version {about?.version ?? "unknown"}, on {about?.platform ?? "this machine"}, MIT licence. Nothing you open leaves this computer.
        </p>
        <h3>To cite</h3>
        <ul>
          {papers.map(([topic, paper, doi]) => (
            <li key={doi}>
              {topic}: {paper} <span className="mono">{doi}</span>
            </li>
          ))}
        </ul>
        <h3>A note on patents</h3>
        <p>Virtual refocusing of this kind is patented. Research use is common; commercial users should take advice.</p>
        <h3>Built on</h3>
        <dl className="facts">
          {Object.entries(about?.libraries ?? {}).map(([name, version]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{version}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
