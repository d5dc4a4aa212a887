/** Confidences, and whether each was right. */
export type Reliability = (readonly [confidence: number, isRight: boolean])[];

const edges = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001] as const;

/** In words: for each range of confidence, the share that was right, and the mean difference between both. */
export function reliabilityText(list: Reliability): string {
  let gap = 0;
  const parts = edges.slice(1).flatMap((high, i) => {
    const low = edges[i]!;
    const own = list.filter(([confidence]) => confidence >= low && confidence < high);
    if (own.length === 0) return [];
    const right = own.filter(([, isRight]) => isRight).length / own.length;
    const said = own.reduce((sum, [confidence]) => sum + confidence, 0) / own.length;
    gap += (Math.abs(right - said) * own.length) / list.length;
    return [`${low}–${Math.min(high, 1)}: ${right.toFixed(3)} right of ${own.length}`];
  });
  return `${parts.join("; ")}. Mean difference between what was said and what was right: ${gap.toFixed(3)}.`;
}
