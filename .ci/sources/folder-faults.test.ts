import { expect, test } from "vitest";
import { folderFaults } from "./folder-faults.ts";

const files = (count: number, end: string) =>
  Array.from({ length: count }, (_, at) => `packages/core/src/send/a${at}${end}`);

test("more than 25 sources in a folder are a fault; tests and other folders are none", () => {
  expect(folderFaults(files(26, ".ts"))).toEqual([
    "packages/core/src/send: 26 sources side by side, at most 25; give it rooms",
  ]);
  const tests = [...files(30, ".test.ts"), ...files(30, ".test.support.ts")];
  expect(folderFaults([...files(25, ".ts"), ...tests, "packages/core/src/send/x/y.ts"])).toEqual(
    [],
  );
  expect(folderFaults(files(30, ".ts").map((path) => path.replace("packages", "apps")))).toEqual(
    [],
  );
});
