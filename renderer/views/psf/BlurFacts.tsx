import type { BlurReport } from "#contract/blur";
import { formatNumber } from "#renderer/ui/format.ts";
import "#renderer/views/psf/psf.css";

/** What was read, how far it lies from the model's training, and how the model fares on the stack. */
export function BlurFacts({ report }: { readonly report: BlurReport }) {
  const { na, spherical, explained, otherSign, signSure, axialDirection, asymmetry, lateral, axial, beads, z0 } = report;
  const width = (value: number | null) => (value === null ? "not measured" : `${formatNumber(value)} µm`);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const facts: readonly (readonly [string, string])[] = [
    ["Emitters that stand alone", String(beads)],
    ["Aperture", `NA ${na.toFixed(2)}`],
    ["Spherical aberration", `${spherical.toFixed(2)} waves`],
    ["Axial direction", signSure ? (axialDirection > 0 ? "+1" : "−1") : "cannot be read: both signs explain the stack"],
    ["Explained", `${percent(explained)}; with the other sign ${percent(otherSign)}`],
    ["Asymmetry", `${asymmetry.toFixed(2)} (0: the same on both sides of focus)`],
    ["Width across, along z", `${width(lateral)}, ${width(axial)}`],
    ["Depth of the emitters", `${z0.toFixed(1)} µm`],
  ];
  return (
    <>
      <dl className="facts blur-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {report.beyondTraining.length === 0 ? (
        <p>{`This microscope lies within the training of ${report.model}.`}</p>
      ) : (
        report.beyondTraining.map((sentence) => (
          <p key={sentence} className="note note-warn">
            {sentence}
          </p>
        ))
      )}
      {report.fidelity.length > 0 && (
        <table className="blur-table">
          <caption className="quiet">{`${report.model} on this stack: scanned planes against those refocused from one of them`}</caption>
          <thead>
            <tr>
              <th scope="col">distance, µm</th>
              <th scope="col">over the plane left as it is</th>
              <th scope="col">Pearson</th>
              <th scope="col">planes</th>
            </tr>
          </thead>
          <tbody>
            {report.fidelity.map(({ z: [low, high], gain, pearson, planes }) => (
              <tr key={low}>
                <td>{`${low}–${high}`}</td>
                <td>{`${gain.toFixed(1)} dB`}</td>
                <td>{pearson.toFixed(3)}</td>
                <td>{planes}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="quiet">
        To fine-tune the model to this microscope: <code>nematrace psf STACK --out tuned.json</code> writes the configuration.
      </p>
    </>
  );
}
