/** What each signal is called, and the label of its axis with the unit. */
export const signalWords: Readonly<Record<string, { readonly name: string; readonly axis: string }>> = {
  dff: { name: "ΔF/F0", axis: "ΔF/F0" },
  f: { name: "F", axis: "F (grey levels)" },
  ratio: { name: "Ratio to reference", axis: "ratio" },
  reference: { name: "Reference", axis: "F ref. (grey levels)" },
  corrected: { name: "F, corrected", axis: "F corr. (grey levels)" },
  zscore: { name: "z-score", axis: "z-score" },
  events: { name: "Events", axis: "events (ΔF/F0)" },
  background: { name: "Background", axis: "background (grey)" },
  confidence: { name: "Confidence", axis: "confidence (0–1)" },
  z: { name: "Depth", axis: "z (µm)" },
  error: { name: "Uncertainty", axis: "s.d. of ΔF/F0" },
  z_error: { name: "Depth error", axis: "s.d. of z (µm)" },
  light_error: { name: "Light error", axis: "s.d. of F over F" },
  filled: { name: "Interpolated", axis: "0 read, 1 place, 2 value" },
};
