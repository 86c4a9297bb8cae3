export interface CodeBlock {
  /** First line, from 1. */
  readonly line: number;
  /** What stands behind the opening fence: `ts`, `sh ci`, or nothing. */
  readonly language: string;
  readonly code: string;
  /** The comment that follows, without its marks. Empty where there is none. */
  readonly comment: string;
}

const fenced = /^( *)```(.*)\n([\s\S]*?)^ *```\n?(?:\n?(?:<!-- (.*?) -->))?/gm;

/** The fenced blocks of a page. */
export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(fenced)].map(
    ({ index, 2: language = "", 3: code = "", 4: comment = "" }) => ({
      line: markdown.slice(0, index).split("\n").length,
      language,
      code,
      comment,
    }),
  );
}
