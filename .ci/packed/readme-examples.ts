import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "../workspace.ts";

export interface ReadmeExample {
  /** A file name that leads back to the README: `packages-core-README-2.ts`. */
  readonly name: string;
  readonly text: string;
}

const block = /^```ts\n([\s\S]*?)^```$/gm;

/** Every TypeScript example of the top README and of the public packages'. */
export function readmeExamples(): ReadmeExample[] {
  return [".", ...publicPackages().map(({ directory }) => directory)]
    .map((directory) => join(directory, "README.md"))
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) =>
      [...readFileSync(join(root, path), "utf8").matchAll(block)].map(([, text = ""], index) => ({
        name: `${path.replace(/\.md$/, "").replaceAll("/", "-")}-${index + 1}.ts`,
        text: `${text}\nexport {};\n`,
      })),
    );
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
