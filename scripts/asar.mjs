// Reads an asar archive: a header of JSON, then the files one behind the other.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";

export class Asar {
  #file;
  #begin;
  /** Entry of each file, by its path with forward slashes: size, offset, and whether it lies beside the archive. */
  files = new Map();

  constructor(path) {
    this.path = path;
    this.#file = openSync(path, "r");
    const sizes = this.#bytes(0, 16);
    this.#begin = 8 + sizes.readUInt32LE(4);
    const header = JSON.parse(this.#bytes(16, sizes.readUInt32LE(12)).toString("utf8"));
    this.#list(header, "");
  }

  has(path) {
    return this.files.has(path);
  }

  text(path) {
    const { size, offset, unpacked } = this.files.get(path);
    return unpacked
      ? readFileSync(join(`${this.path}.unpacked`, path), "utf8")
      : this.#bytes(this.#begin + Number(offset), size).toString("utf8");
  }

  close() {
    closeSync(this.#file);
  }

  #list({ files }, folder) {
    for (const [name, entry] of Object.entries(files)) {
      if (entry.files) this.#list(entry, `${folder}${name}/`);
      else this.files.set(`${folder}${name}`, entry);
    }
  }

  #bytes(at, length) {
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, at);
    return bytes;
  }
}
