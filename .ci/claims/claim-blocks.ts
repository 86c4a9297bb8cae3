export interface Block {
  /** First line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Fenced code and front matter, blanked: they claim nothing, and lines keep their numbers. */
function prose(markdown: string): string {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, "");
  return markdown
    .replace(/^---\n[\s\S]*?\n---\n/, blank)
    .replaceAll(/^ *(```|:::)[\s\S]*?^ *\1$/gm, blank)
    .replaceAll(/^#+ .*$/gm, blank);
}

/** What stands together in Markdown: paragraphs, tables, items of a list. A comment on a line of its own belongs to the block before it. */
export function claimBlocks(markdown: string): Block[] {
  const blocks: { line: number; text: string }[] = [];
  let isOpen = false;
  for (const [index, line] of prose(markdown).split("\n").entries()) {
    const last = blocks.at(-1);
    if (/^\s*<!--.*-->\s*$/.test(line) && last !== undefined) {
      last.text += `\n${line}`;
    } else if (line.trim() === "") {
      isOpen = false;
    } else if (isOpen && last !== undefined && !/^\s*([*-]|\d+\.) /.test(line)) {
      last.text += `\n${line}`;
    } else {
      blocks.push({ line: index + 1, text: line });
      isOpen = true;
    }
  }
  return blocks;
}
