import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vitepress";
import { checkBuilt } from "./check-built.ts";
import { cutOutFaults } from "./cut-outs.ts";
import { pages } from "./paths.ts";
import { writeCommand } from "./write-command.ts";
import { writeErrors } from "./write-errors.ts";
import { writeImported } from "./write-imported.ts";
import { writeReference } from "./write-reference.ts";
import { writeVectors } from "./write-vectors.ts";

/** Builds the site into `apps/docs/dist/site`. A link or a cut-out that leads nowhere fails it. */
writeImported();
writeVectors();
writeErrors();
await writeCommand();
await writeReference();
const faults = readdirSync(pages, { recursive: true, encoding: "utf8" })
  .filter((page) => page.endsWith(".md"))
  .flatMap((page) => cutOutFaults(pages, page, readFileSync(join(pages, page), "utf8")));
if (faults.length > 0) throw new Error(faults.join("\n"));
await build(pages);
const { checked } = checkBuilt(resolve(import.meta.dirname, "../dist/site"));
console.log(`${checked} pages in apps/docs/dist/site`);
