import type { JumpListCategory } from "electron";

export interface RecentStudy {
  readonly path: string;
  readonly name: string;
  readonly exists: boolean;
}

const most = 10;

/** The studies that menus offer: those that are still there, newest first. */
export function offered(recent: readonly RecentStudy[]): readonly RecentStudy[] {
  return recent.filter(({ exists }) => exists).slice(0, most);
}

/** Windows lists recent documents by their type of file; studies are folders, so they go into a list of their own. */
export function jumpList(recent: readonly RecentStudy[], program: string): JumpListCategory[] {
  const items = offered(recent).map(({ path, name }) => ({
    type: "task" as const,
    title: name,
    description: path,
    program,
    args: `"${path}"`,
  }));
  return items.length === 0 ? [] : [{ type: "custom", name: "Recent studies", items }];
}
