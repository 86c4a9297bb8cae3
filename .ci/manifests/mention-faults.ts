import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, type WorkspacePackage } from "../workspace.ts";

/** A page that must name packages, as a reader sees it. */
interface Place {
  readonly page: string;
  /** The packages it must name. */
  wants(one: WorkspacePackage): boolean;
  /** How it names one. */
  mention(one: WorkspacePackage): string;
}

const isPublic = ({ manifest }: WorkspacePackage) => manifest.private !== true;
const isStore = (one: WorkspacePackage) =>
  isPublic(one) && one.directory.startsWith("packages/fileserver-");

const PLACES: readonly Place[] = [
  { page: "README.md", wants: isPublic, mention: ({ directory }) => `](${directory})` },
  {
    page: "apps/docs/src/imported-pages.ts",
    wants: (one) => isPublic(one) && one.directory.startsWith("packages/"),
    mention: ({ directory }) => `"${directory}/README.md"`,
  },
  {
    page: "apps/docs/pages/stores.md",
    wants: isStore,
    mention: ({ directory }) => `](/${directory})`,
  },
  {
    page: "packages/fileserver/README.md",
    wants: isStore,
    mention: ({ directory }) => `\`${directory.slice("packages/".length)}\``,
  },
  {
    page: "packages/core/src/options/every-option.test.ts",
    wants: isStore,
    mention: ({ manifest }) => `"${manifest.name}"`,
  },
  {
    page: ".changeset",
    wants: (one) => isPublic(one) && one.manifest.version === "0.0.0",
    mention: ({ manifest }) => `"${manifest.name}"`,
  },
];

/** The text of a file, or of all Markdown files of a folder. */
export function readPage(page: string): string {
  const path = join(root, page);
  if (page !== ".changeset") return readFileSync(path, "utf8");
  return readdirSync(path)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(path, name), "utf8"))
    .join("\n");
}

/** A public package that no page names is found by nobody, and one that no changeset names is not released. */
export function mentionFaults(
  packages: readonly WorkspacePackage[],
  read: (page: string) => string,
): string[] {
  return PLACES.flatMap(({ page, wants, mention }) => {
    const text = read(page);
    return packages
      .filter((one) => wants(one) && !text.includes(mention(one)))
      .map((one) => `${page} does not name ${one.manifest.name}: it must hold ${mention(one)}`);
  });
}
