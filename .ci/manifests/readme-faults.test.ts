import { expect, test } from "vitest";
import { readmeFaults } from "./readme-faults.ts";

const readme = (...headings: string[]) =>
  ["# a", ...headings.map((each) => `## ${each}`)].join("\n\n");

test("a README on the skeleton has no fault, whatever stands between", () => {
  expect(readmeFaults("a", readme("Install", "Use", "API", "Weight", "Limits"), true)).toEqual([]);
  expect(readmeFaults("a", readme("Install", "Use", "Limits"), false)).toEqual([]);
});

test("another title, a heading that is missing or in another place, is told", () => {
  const fault = "its headings are not Install, Use, API, Limits, in that order";
  expect(readmeFaults("b", readme("Install", "Use", "API", "Limits"), true)).toEqual([
    "its title is not b",
  ]);
  expect(readmeFaults("a", readme("Install", "Use", "Limits"), true)).toEqual([fault]);
  expect(readmeFaults("a", readme("Use", "Install", "API", "Limits"), true)).toEqual([fault]);
});

test("what looks like a heading in code is none", () => {
  const code = "# a\n\n## Install\n\n```sh\n## Limits\n```\n\n## Use\n\n## API\n\n## Limits\n";
  expect(readmeFaults("a", code, true)).toEqual([]);
});
