import { join } from "node:path";

const folder = process.env.CI_REPORTS;

/** In CI every run also writes its results as JSON into the folder that `CI_REPORTS` names. */
export const reporters: (string | [string, { outputFile: string }])[] =
  folder === undefined
    ? ["default"]
    : ["default", ["json", { outputFile: join(folder, `vitest-${process.pid}.json`) }]];
