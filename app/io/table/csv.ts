/** One field, quoted where RFC 4180 asks for it. */
export function field(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A number as text: up to so many decimals, no trailing zeros; missing is empty. */
export function decimal(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return "";
  const text = value.toFixed(decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "").replace(/^-0$/, "0") : text;
}

/** A number as text with so many significant digits; missing is empty. */
export function significant(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : "";
}

/** What a parser met that it cannot read: where, and what. */
export interface Flaw {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly what: string;
}

/**
 * Records of a CSV text (RFC 4180; \n and \r\n; a byte order mark and empty lines are skipped).
 *
 * @returns records, or what is wrong with the text
 */
export function parseCsv(text: string): string[][] | Flaw {
  const records: string[][] = [];
  let record: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      const start = line;
      for (let from = at + 1; ; ) {
        const end = text.indexOf('"', from);
        if (end === -1) return { line: start, what: "a quote that is never closed" };
        cell += text.slice(from, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        from = at + 1;
      }
      for (const letter of cell) if (letter === "\n") line++;
      if (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r")
        return { line, what: "text after a closing quote" };
    } else {
      let end = at;
      for (; end < text.length; end++) {
        const code = text.charCodeAt(end);
        if (code === 44 || code === 10 || code === 13) break;
      }
      cell = text.slice(at, end);
      at = end;
    }
    record.push(cell);
    if (text[at] === ",") {
      at++;
      if (at === text.length) record.push("");
      else continue;
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    line++;
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records;
}
