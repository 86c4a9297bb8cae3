import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "../workspace.ts";

export interface ReadmeExample {
  /** A file name that leads back to the page: `packages-core-README-2.ts`. */
  readonly name: string;
  readonly text: string;
}

const block = /^ *```ts\n([\s\S]*?)^ *```$/gm;

/** Every TypeScript example of the top README, of the public packages' and of the site. */
export function readmeExamples(): ReadmeExample[] {
  const readmes = publicPackages().map(({ directory }) => join(directory, "README.md"));
  const pages = ["README.md", "CONTRIBUTING.md", ...readmes, "apps/docs/pages/*.md"];
  const listed = execFileSync("git", ["ls-files", ...pages], { cwd: root, encoding: "utf8" });
  return listed
    .split("\n")
    .filter((path) => path !== "")
    .flatMap((path) =>
      [...readFileSync(join(root, path), "utf8").matchAll(block)].map(([, text = ""], index) => ({
        name: `${path.replace(/\.md$/, "").replaceAll("/", "-")}-${index + 1}.ts`,
        text: `${text}\nexport {};\n`,
      })),
    );
}

/** The program of the README of `natsbridge` for those who `require`. @throws Error where it is gone. */
export function commonJsExample(): string {
  const readme = readFileSync(join(root, "packages/natsbridge/README.md"), "utf8");
  const [, text] = readme.match(/^```js\n([\s\S]*?)^```$/m) ?? [];
  if (text === undefined) throw new Error("the README has no block of JavaScript");
  return text;
}

/** A reader supplies the values that an example only names, the types that follow from them, and other packages. */
const readersPart = [
  /error TS(2304|2552|2580|2582|2591|2593|18004):/,
  /error TS(7006|7031):/,
  /error TS2307: Cannot find module '(?!@?natsbridge)/,
];

export function exampleFaults(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => line.includes("error TS") && !readersPart.some((part) => part.test(line)));
}
