// `npm run pack:check [linux|mac|win]…`: packs for each system with electron-builder as `npm run dist` does, but around a
// stand-in for Electron, and inspects what came out. Nothing is downloaded. What only the system itself can say (signing,
// installers, whether the program starts) is left to the workflows.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { electronStandIn, iconStandIn } from "./electron-stand-in.mjs";
import { ensureBuilt, root } from "./fresh.mjs";
import { inspectPacked, systems } from "./inspect-packed.mjs";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in systems));
if (unknown.length > 0) {
  process.stderr.write(`There is no system "${unknown[0]}"; name some of ${Object.keys(systems).join(", ")}.\n`);
  process.exit(2);
}

await ensureBuilt(["app", "renderer"]);
process.chdir(root);
const { build, Platform, Arch } = await import("electron-builder");
const platforms = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS };

/** What the stand-in cannot take: it has no resources to edit, and nothing to sign. A Mac's icon is converted by a tool that is downloaded. */
const withoutElectron = {
  linux: () => ({}),
  mac: (folder) => ({ mac: { identity: null, icon: iconStandIn(folder) } }),
  win: () => ({ win: { signAndEditExecutable: false }, disableAsarIntegrity: true }),
};

let failed = false;
for (const system of wanted.length > 0 ? wanted : Object.keys(systems)) {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-pack-"));
  try {
    const { arch } = systems[system];
    await build({
      targets: platforms[system].createTarget("dir", Arch[arch]),
      publish: "never",
      config: {
        extends: "electron-builder.yml",
        electronDist: electronStandIn(join(folder, "electron"), system),
        // Signing anew is the Mac's own affair.
        electronFuses: { resetAdHocDarwinSignature: false },
        directories: { output: join(folder, "packed"), buildResources: "build" },
        ...withoutElectron[system](folder),
      },
    });
    const { facts, troubles } = await inspectPacked(join(folder, "packed"), system);
    process.stdout.write(`${system} ${arch}: ${facts.join(", ")}\n`);
    for (const trouble of troubles) process.stdout.write(`  NOT in order: ${trouble}\n`);
    if (troubles.length === 0) process.stdout.write("  in order\n");
    failed ||= troubles.length > 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed ? 1 : 0;
