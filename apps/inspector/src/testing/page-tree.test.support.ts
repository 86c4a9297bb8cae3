import type { Page } from "playwright-core";

/** Something in the tree that a screen reader reads. */
export interface TreeNode {
  readonly role: string;
  readonly name: string;
  /** Of a heading. */
  readonly level: number;
}

/** What somebody can act on, or jump to. */
const NAMED = [
  ...["button", "link", "textbox", "combobox", "checkbox", "radio", "switch", "radiogroup"],
  ...["grid", "img", "figure", "region", "article", "navigation", "iframe", "progressbar"],
];

/** The tree that a screen reader reads of a page, in its order. */
export async function pageTree(page: Page): Promise<TreeNode[]> {
  const lines = (await page.locator("body").ariaSnapshot()).split("\n");
  return lines.flatMap((line) => {
    const [, role = "", name = '""', rest = ""] =
      /^\s*- '?([a-z]+)(?: ("(?:[^"\\]|\\.)*"))?(.*)$/.exec(line) ?? [];
    if (role === "" || role === "text") return [];
    const level = Number(/\[level=(\d)\]/.exec(rest)?.[1] ?? 0);
    return [{ role, name: JSON.parse(name.replaceAll("''", "'")) as string, level }];
  });
}

/** What of a tree has no name and needs one, and headings that leave out a level. */
export function treeFaults(tree: readonly TreeNode[]): string[] {
  const nameless = tree
    .filter(({ role, name }) => NAMED.includes(role) && name.trim() === "")
    .map(({ role }) => `${role} without a name`);
  const headings = tree.filter(({ role }) => role === "heading");
  const jumps = headings.flatMap(({ level, name }, index) => {
    const before = headings[index - 1]?.level ?? 0;
    return level > before + 1 ? [`heading "${name}" of level ${level} after ${before}`] : [];
  });
  const mains = tree.filter(({ role }) => role === "main").length;
  return [...nameless, ...jumps, ...(mains === 1 ? [] : [`${mains} main parts`])];
}

/** What one can act on, as `role name`, in its order. */
export function actions(tree: readonly TreeNode[]): string[] {
  const acting = ["button", "link", "textbox", "combobox", "checkbox", "radio", "switch"];
  return tree
    .filter(({ role }) => acting.includes(role))
    .map(({ role, name }) => `${role} ${name}`.trim());
}
