import { Failure } from "#contract/failure";

/** What went wrong with a file of a volume store, as a Failure that names the path; other errors as they are. */
export function fileFailure(error: unknown, path: string, doing: "write" | "read"): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  const facts = { path, reason: code };
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new Failure(
      "disk-full",
      `The disk is full at ${path}; finished frames are kept. Free some space and run it again to go on.`,
      facts,
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return doing === "write"
      ? new Failure("read-only", `${path} cannot be written (no permission, or a read-only disk); choose another place.`, facts)
      : new Failure("unreadable", `${path} cannot be read (no permission).`, facts);
  }
  if (code === "ENOENT" && doing === "read") return new Failure("not-found", `There is nothing at ${path}.`, facts);
  if (code === "ENOTDIR" || code === "EEXIST" || code === "EISDIR" || code === "ENAMETOOLONG" || code === "ENOENT") {
    return doing === "write"
      ? new Failure(
          "invalid-input",
          `${path} cannot be made, because a file or folder of that name is in the way; choose another place.`,
          facts,
        )
      : new Failure("not-found", `There is no volume store at ${path}.`, facts);
  }
  return new Failure(
    doing === "write" ? "read-only" : "unreadable",
    `${path} cannot be ${doing === "write" ? "written" : "read"} (${code}).`,
    facts,
  );
}
