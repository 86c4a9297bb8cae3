const block = /^```sh ci\n([\s\S]*?)^```$/gm;

/** The shell blocks of a README that are fenced as "sh ci": what it promises, CI runs. */
export function markedCommands(markdown: string): string[] {
  return [...markdown.matchAll(block)].map(([, script = ""]) => script.trim());
}
