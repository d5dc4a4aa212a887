import * as z from "zod/mini";

/** How a user has the window, in every study. */
export const preferences = z.object({
  theme: z.enum(["system", "light", "dark"]),
  /** Chords given to commands in place of those delivered, by command id; an empty list means no key. */
  keys: z.record(z.string(), z.array(z.string())),
  /** The tour was taken, or left. */
  toured: z.boolean(),
});
export type Preferences = z.infer<typeof preferences>;

export const plainPreferences: Preferences = { theme: "system", keys: {}, toured: false };
