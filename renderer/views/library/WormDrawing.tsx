/** A worm among its planes: what the program does, in one picture. */
export function WormDrawing() {
  const neurons = [
    [62, 78, 3.4],
    [76, 68, 2.6],
    [70, 92, 2.8],
    [88, 82, 3.2],
    [98, 70, 2.4],
    [104, 92, 2.2],
    [122, 84, 2],
    [142, 92, 1.8],
  ] as const;
  return (
    <svg className="worm-drawing" viewBox="0 0 240 160" aria-hidden="true">
      {[0, 1, 2, 3].map((i) => (
        <path
          key={i}
          className={i === 1 ? "plane recorded" : "plane"}
          d={`M34 ${128 - i * 24} L90 ${104 - i * 24} L222 ${118 - i * 24} L166 ${144 - i * 24} Z`}
        />
      ))}
      <path className="worm" d="M44 84 C60 62 92 60 112 80 S160 108 206 72" />
      {neurons.map(([x, y, r], i) => (
        <circle key={`${x}-${y}`} className={`neuron neuron-${i % 3}`} cx={x} cy={y} r={r} />
      ))}
    </svg>
  );
}
