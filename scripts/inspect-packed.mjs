// What has to be true of a packed program, system by system.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { root } from "./fresh.mjs";
import { Asar } from "./asar.mjs";

const onnx = "node_modules/onnxruntime-node/bin/napi-v6";
const sqlite = "node_modules/@photostructure/sqlite/prebuilds";

/** Where the packing puts things on each system, and the native files that the program needs there. */
export const systems = {
  linux: {
    arch: "x64",
    resources: "linux-unpacked/resources",
    binary: "linux-unpacked/nematrace",
    natives: [
      `${onnx}/linux/x64/onnxruntime_binding.node`,
      `${onnx}/linux/x64/libonnxruntime.so.1`,
      `${sqlite}/linux-x64/@photostructure+sqlite.glibc.node`,
    ],
  },
  mac: {
    arch: "arm64",
    resources: "mac-arm64/NemaTrace.app/Contents/Resources",
    binary: "mac-arm64/NemaTrace.app/Contents/Frameworks/Electron Framework.framework/Electron Framework",
    natives: [
      `${onnx}/darwin/arm64/onnxruntime_binding.node`,
      `${onnx}/darwin/arm64/libonnxruntime.1.dylib`,
      `${sqlite}/darwin-arm64/@photostructure+sqlite.glibc.node`,
    ],
  },
  win: {
    arch: "x64",
    resources: "win-unpacked/resources",
    binary: "win-unpacked/NemaTrace.exe",
    natives: [
      `${onnx}/win32/x64/onnxruntime_binding.node`,
      `${onnx}/win32/x64/onnxruntime.dll`,
      `${onnx}/win32/x64/DirectML.dll`,
      `${sqlite}/win32-x64/@photostructure+sqlite.glibc.node`,
    ],
  },
};

/** Fuses in the order of Electron's wire, and how they have to stand: "1" on, "0" off. */
const fuses = {
  RunAsNode: "0",
  EnableCookieEncryption: "1",
  EnableNodeOptionsEnvironmentVariable: "0",
  EnableNodeCliInspectArguments: "0",
  EnableEmbeddedAsarIntegrityValidation: "1",
  OnlyLoadAppFromAsar: "1",
  LoadBrowserProcessSpecificV8Snapshot: "0",
  GrantFileProtocolExtraPrivileges: "0",
};

const native = /\.(node|dll|dylib|exe|so(\.\d+)*)$/;
const mostMegabytes = 260;

/** Facts of a packed program to print, and what is not in order. */
export async function inspectPacked(folder, system) {
  const { resources: place, binary, natives } = systems[system];
  const resources = join(folder, place);
  const asar = new Asar(join(resources, "app.asar"));
  try {
    const troubles = [
      ...entryPoints(asar),
      ...packages(asar),
      ...nativeFiles(asar, natives),
      ...strangers(asar),
      ...models(resources),
      ...fuseTroubles(readFileSync(join(folder, binary))),
      ...(system === "mac" ? documentTypes(join(resources, "../Info.plist")) : []),
    ];
    if (!existsSync(join(resources, "LICENSE"))) troubles.push("the licence is not beside the program");
    const megabytes = sizeOf(resources) / 1e6;
    if (megabytes > mostMegabytes) troubles.push(`${megabytes.toFixed(0)} MB without Electron, above ${mostMegabytes}`);
    const folders = new Set([...asar.files.keys()].flatMap((path) => /^node_modules\/((@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
    const facts = [
      `${asar.files.size} files`,
      `${folders.size} packages`,
      `${natives.length} native files`,
      `${megabytes.toFixed(0)} MB without Electron`,
    ];
    return { facts, troubles };
  } finally {
    asar.close();
  }
}

/** What the program starts with, and what those files ask for, is there. */
function entryPoints(asar) {
  const { main, releases } = JSON.parse(asar.text("package.json"));
  const wanted = [main, "dist/electron/preload.cjs", "dist/engine.mjs", "dist/renderer/index.html"];
  const troubles = wanted.filter((path) => !asar.has(path)).map((path) => `${path} is missing`);
  if (releases !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(releases)) troubles.push(`releases "${releases}" is no owner/name`);
  if (troubles.length > 0) return troubles;
  // A sandboxed preload may ask for Electron alone.
  for (const [, asked] of asar.text("dist/electron/preload.cjs").matchAll(/\brequire\(["']([^"']+)["']\)/g))
    if (asked !== "electron") troubles.push(`the preload asks for ${asked}`);
  for (const [, path] of asar.text("dist/renderer/index.html").matchAll(/(?:src|href)="\.\/([^"]+)"/g))
    if (!asar.has(`dist/renderer/${path}`)) troubles.push(`the page asks for ${path}, which is missing`);
  for (const path of asar.files.keys()) {
    if (!/^dist\/.*\.(m?js|css)$/.test(path)) continue;
    // Pieces of the bundle name each other by relative paths, workers and fonts by their address.
    for (const [, asked] of asar
      .text(path)
      .replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gm, "")
      .matchAll(/(?:from|import|new URL)\(?\s*["'`](\.{1,2}\/[\w./-]+\.(?:m?js|css|ttf|woff2|wasm))["'`]/g)) {
      const found = posix.join(posix.dirname(path), asked);
      if (!asar.has(found)) troubles.push(`${path} asks for ${asked}, which is missing`);
    }
  }
  return troubles;
}

/** Every package that the program names, and those that they name, are there with a licence; none of the tools is. */
function packages(asar) {
  const troubles = [];
  const seen = new Set();
  const visit = (name, from) => {
    const found = folderOf(asar, name, from);
    if (found === null) return void troubles.push(`${from || "the program"} needs the package ${name}, which is missing`);
    if (seen.has(found)) return;
    seen.add(found);
    const described = JSON.parse(asar.text(`${found}/package.json`));
    const licence = described.license ?? described.licenses;
    if (!licence && ![...asar.files.keys()].some((path) => path.startsWith(`${found}/LICEN`))) troubles.push(`${name} says no licence`);
    for (const needed of Object.keys(described.dependencies ?? {})) visit(needed, found);
  };
  for (const path of asar.files.keys()) {
    if (!/^dist\/(?!renderer\/).*\.[cm]js$/.test(path)) continue;
    for (const asked of askedBy(asar.text(path))) if (!isAtHand(asked)) visit(/^(@[^/]+\/)?[^/]+/.exec(asked)?.[0] ?? asked, "");
  }
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) visit(name, "");
  for (const name of Object.keys(devDependencies)) {
    const found = `node_modules/${name}`;
    if (!seen.has(found) && asar.has(`${found}/package.json`)) troubles.push(`the tool ${name} was packed`);
  }
  return [...new Set(troubles)];
}

/**
 * What a bundle cannot do without: static imports begin a line, or end one that "}" begins, so the words of texts are not
 * meant; what is asked for with a way out where it is missing is not needed.
 */
function askedBy(text) {
  const forms = [/^(?:import|export)(?:[^"'\n]*\bfrom)?\s*["']([^"'./][^"']*)["']/gm, /^\} from ["']([^"'./][^"']*)["']/gm];
  return [...forms, /\b(?:import|require)\(["']([^"'./][^"']*)["']\)(?!\s*\.catch)/g].flatMap((form) =>
    [...text.matchAll(form)].map(([, asked]) => asked),
  );
}

/** True for what Electron, Node or the program's own package.json answer. */
function isAtHand(asked) {
  return asked === "electron" || /^(node:|#)/.test(asked) || builtinModules.includes(asked);
}

function folderOf(asar, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const found = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (asar.has(`${found}/package.json`)) return found;
    if (folder === "") return null;
  }
}

/** The system's own native files are there, outside the archive, and no other system's. */
function nativeFiles(asar, wanted) {
  const packed = [...asar.files.keys()].filter((path) => native.test(path));
  const families = [...new Set(wanted.map((path) => posix.dirname(path)))];
  return [
    ...wanted.filter((path) => !asar.has(path)).map((path) => `${path} is missing`),
    ...packed
      .filter((path) => !asar.files.get(path).unpacked)
      .map((path) => `${path} is inside the archive, where the system cannot load it`),
    ...packed.filter((path) => !existsSync(join(`${asar.path}.unpacked`, path))).map((path) => `${path} is not on disk`),
    ...packed.filter((path) => !families.some((folder) => posix.dirname(path) === folder)).map((path) => `${path} is of another system`),
  ];
}

/** Nothing that only those who work on the program need. */
function strangers(asar) {
  const own = /^(package\.json$|dist\/|node_modules\/)/;
  return [...asar.files.keys()].flatMap((path) => {
    if (!own.test(path)) return [`${path} was packed`];
    if (/\.(map|tsbuildinfo|d\.[cm]?ts)$/.test(path)) return [`${path} was packed`];
    if (path.startsWith("dist/") && /\.(ts|tsx)$/.test(path)) return [`${path} was packed`];
    if (/(^|\/)(\.env|\.npmrc|id_rsa|[^/]*\.(pem|key|p12|pfx))$/.test(path)) return [`${path} looks like a secret`];
    return [];
  });
}

/** Every model is whole: its network has the hash that its manifest says, and its card is there. */
function models(resources) {
  const folder = join(resources, "native-models");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length === 0) return ["there is no model"];
  return names.flatMap((name) => {
    const troubles = ["model.onnx", "manifest.json", "card.md"]
      .filter((file) => !existsSync(join(folder, name, file)))
      .map((file) => `the model ${name} lacks ${file}`);
    const others = readdirSync(join(folder, name)).filter((file) => !["model.onnx", "manifest.json", "card.md"].includes(file));
    troubles.push(...others.map((file) => `the model ${name} brings ${file}`));
    if (troubles.length > 0) return troubles;
    const { sha256 } = JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8")).file;
    const hash = createHash("sha256")
      .update(readFileSync(join(folder, name, "model.onnx")))
      .digest("hex");
    return hash === sha256 ? [] : [`the network of the model ${name} is not the one its manifest tells of`];
  });
}

/** How the fuses stand in the packed binary, each by its name. */
function fuseTroubles(binary) {
  const mark = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
  const at = binary.indexOf(mark);
  if (at < 0) return ["the binary has no fuses"];
  const wire = binary.subarray(at + mark.length + 2);
  return Object.entries(fuses).flatMap(([name, state], i) =>
    String.fromCharCode(wire[i]) === state ? [] : [`the fuse ${name} is "${String.fromCharCode(wire[i])}" and not "${state}"`],
  );
}

function documentTypes(file) {
  const text = readFileSync(file, "utf8");
  return ["tif", "nwb", "nrrd"]
    .filter((ending) => !text.includes(`<string>${ending}</string>`))
    .map((ending) => `files ending in ${ending} are not associated`);
}

function sizeOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.reduce((sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0), 0);
}
