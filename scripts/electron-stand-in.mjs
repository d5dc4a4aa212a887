// A stand-in for Electron's distribution, with everything that electron-builder looks for and nothing that runs. With it
// the packing goes its whole way, on any system and without a download, and what it packed can be inspected.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the fuses stand in Electron's binary: a mark, the version of the wire, its length, a letter for each fuse. */
const fuseMark = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const fuses = Buffer.concat([Buffer.from(`stand-in ${fuseMark}`), Buffer.from([1, 8]), Buffer.from("0".repeat(8)), Buffer.alloc(64)]);

const plist = (name) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleName</key><string>${name}</string></dict></plist>
`;

/** Writes the stand-in for a system, "linux", "mac" or "win"; answers its folder. */
export function electronStandIn(folder, system) {
  const put = (path, data = "") => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data, { mode: 0o755 });
  };
  put("LICENSE", "stand-in");
  put("LICENSES.chromium.html", "stand-in");
  if (system === "mac") {
    const contents = "Electron.app/Contents";
    put(`${contents}/Info.plist`, plist("Electron"));
    put(`${contents}/MacOS/Electron`, fuses);
    put(`${contents}/Resources/electron.icns`);
    put(`${contents}/Resources/en.lproj/locale.pak`);
    put(`${contents}/Frameworks/Electron Framework.framework/Electron Framework`, fuses);
    put(`${contents}/Frameworks/Electron Framework.framework/Resources/en.lproj/locale.pak`);
    for (const kind of ["", " (Renderer)", " (Plugin)", " (GPU)"]) {
      const helper = `Electron Helper${kind}`;
      put(`${contents}/Frameworks/${helper}.app/Contents/Info.plist`, plist(helper));
      put(`${contents}/Frameworks/${helper}.app/Contents/MacOS/${helper}`, fuses);
    }
    return folder;
  }
  put(system === "win" ? "electron.exe" : "electron", fuses);
  mkdirSync(join(folder, "resources"), { recursive: true });
  put("locales/en-US.pak");
  put("version", "stand-in");
  return folder;
}

/** Writes an icon of a Mac with nothing in it but its frame; answers its path. */
export function iconStandIn(folder) {
  const path = join(folder, "icon.icns");
  const frame = Buffer.from("icns\0\0\0\0");
  frame.writeUInt32BE(frame.length, 4);
  writeFileSync(path, frame);
  return path;
}
