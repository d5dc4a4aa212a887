import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Folder that holds the models a user added: NEMATRACE_MODELS where it is set, else the user's own place for data. */
export function userModels(): string {
  const named = process.env["NEMATRACE_MODELS"];
  return named ? resolve(named) : join(dataHome(), "nematrace", "models");
}

function dataHome(): string {
  if (process.platform === "win32") return process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
  return process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share");
}
