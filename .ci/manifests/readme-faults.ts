/** What every package's README has, in this order; others may stand between. */
const SKELETON = ["Install", "Use", "API", "Limits"] as const;

/** The headings of the second level, without those that code shows. */
function headings(markdown: string): string[] {
  const prose = markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
  return [...prose.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
}

/** Where the README of a package differs from the skeleton. One line per fault. `exports`: whether a program can import something of it. */
export function readmeFaults(title: string, markdown: string, exports: boolean): string[] {
  const expected = SKELETON.filter((heading) => exports || heading !== "API");
  const found = headings(markdown).filter((heading) => expected.some((each) => each === heading));
  const order = found.join(", ") === expected.join(", ");
  return [
    ...(markdown.startsWith(`# ${title}\n`) ? [] : [`its title is not ${title}`]),
    ...(order ? [] : [`its headings are not ${expected.join(", ")}, in that order`]),
  ];
}
