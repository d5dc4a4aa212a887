import { Failure } from "#contract/failure";
import { frameDamages, metadataDamages, type Damage } from "#io/volume/damage";
import { isUnreadable, readSpec } from "#io/volume/store";

/**
 * Reads every chunk of a store and compares it with its frame's marker.
 *
 * @returns what is amiss, frame by frame; nothing where the store is whole
 * @throws  Failure "not-found" where there is no store | "newer-version"
 */
export async function verifyStore(path: string): Promise<Damage[]> {
  let spec: Awaited<ReturnType<typeof readSpec>>;
  try {
    spec = await readSpec(path);
  } catch (thrown) {
    // Without its spec a store cannot be read: that is all there is to say of it.
    if (isUnreadable(thrown)) return [{ frame: null, file: ".zattrs", kind: "altered" }];
    throw thrown;
  }
  if (spec === null) throw new Failure("not-found", `There is no volume store at ${path}.`, { path });
  const damages = await metadataDamages(path, spec);
  for (let frame = 0; frame < spec.frames; frame++) damages.push(...(await frameDamages(path, spec, frame)));
  return damages;
}
