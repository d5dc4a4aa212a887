import type { ReactNode } from "react";

/** Plain Markdown of model cards: headings, paragraphs, lists, tables, code, bold. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = text
    .replaceAll("\r", "")
    .replaceAll(/<!--[^]*?-->/g, "")
    .split(/\n{2,}/);
  return <div className="markdown">{blocks.map((block, i) => blockOf(block.trim(), i))}</div>;
}

function blockOf(block: string, key: number): ReactNode {
  if (block === "") return null;
  const heading = /^(#{1,4})\s+(.*)/.exec(block);
  if (heading) {
    const rest = block.slice(heading[0].length).trim();
    const title = inline(heading[2] ?? "");
    return (
      <div key={key}>
        {(heading[1] ?? "").length < 3 ? <h3>{title}</h3> : <h4>{title}</h4>}
        {rest !== "" && blockOf(rest, 0)}
      </div>
    );
  }
  const lines = block.split("\n");
  if (lines.every((line) => /^\s*\|/.test(line))) return tableOf(lines, key);
  if (/^\s*[-*]\s/.test(lines[0] ?? "")) {
    const items = block.split(/\n\s*[-*]\s+/).map((item) => item.replace(/^\s*[-*]\s+/, ""));
    return (
      <ul key={key}>
        {items.map((item) => (
          <li key={item}>{inline(item)}</li>
        ))}
      </ul>
    );
  }
  if (block.startsWith("```")) return <pre key={key}>{block.replaceAll(/^```.*\n?|```$/g, "")}</pre>;
  return <p key={key}>{inline(block)}</p>;
}

function tableOf(lines: readonly string[], key: number): ReactNode {
  const cells = (line: string) =>
    line
      .trim()
      .replaceAll(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|"));
  const [head = "", , ...rows] = lines;
  const titles = cells(head);
  return (
    <div key={key} className="markdown-table" role="group" aria-label="Table" tabIndex={0}>
      <table>
        {titles.some((title) => title !== "") && (
          <thead>
            <tr>
              {titles.map((title, i) => (
                <th key={`${title}-${String(i)}`}>{inline(title)}</th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              {cells(row).map((cell, i) => (
                <td key={`${cell}-${String(i)}`}>{inline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|\*[^* ][^*]*\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/).map((part, i) => {
    if (part.startsWith("**")) return <strong key={i}>{part.slice(2, -2)}</strong>;
    if (/^\*[^*]+\*$/.test(part)) return <em key={i}>{part.slice(1, -1)}</em>;
    if (part.startsWith("`")) return <code key={i}>{part.slice(1, -1)}</code>;
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
    return link ? <span key={i}>{`${link[1]} (${link[2]})`}</span> : part;
  });
}
