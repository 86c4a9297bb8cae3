import { expect, test } from "vitest";
import type { WorkspacePackage } from "../workspace.ts";
import { mentionFaults, readPage } from "./mention-faults.ts";

const store: WorkspacePackage = {
  directory: "packages/fileserver-sound",
  manifest: { name: "@natsbridge/fileserver-sound", version: "0.0.0" },
};
const said = `[sound](packages/fileserver-sound) [sound](/packages/fileserver-sound)
"packages/fileserver-sound/README.md" \`fileserver-sound\` "@natsbridge/fileserver-sound"`;

test("a store that every page names has none", () => {
  expect(mentionFaults([store], () => said)).toEqual([]);
});

test("a store that no page names is told for each page, with the words it lacks", () => {
  expect(mentionFaults([store], () => "")).toEqual([
    "README.md does not name @natsbridge/fileserver-sound: it must hold ](packages/fileserver-sound)",
    'apps/docs/src/imported-pages.ts does not name @natsbridge/fileserver-sound: it must hold "packages/fileserver-sound/README.md"',
    "apps/docs/pages/stores.md does not name @natsbridge/fileserver-sound: it must hold ](/packages/fileserver-sound)",
    "packages/fileserver/README.md does not name @natsbridge/fileserver-sound: it must hold `fileserver-sound`",
    'packages/core/src/options/every-option.test.ts does not name @natsbridge/fileserver-sound: it must hold "@natsbridge/fileserver-sound"',
    '.changeset does not name @natsbridge/fileserver-sound: it must hold "@natsbridge/fileserver-sound"',
  ]);
});

test("a released package needs no changeset, one that is no store no line among the stores, a private one none", () => {
  const released = { ...store, manifest: { ...store.manifest, version: "0.1.0" } };
  const part = { directory: "packages/part", manifest: { name: "@natsbridge/part" } };
  const own = { ...store, manifest: { ...store.manifest, private: true } };
  expect(mentionFaults([released], () => "")).toHaveLength(5);
  expect(mentionFaults([part], () => "").map((fault) => fault.split(" ")[0])).toEqual([
    "README.md",
    "apps/docs/src/imported-pages.ts",
  ]);
  expect(mentionFaults([own], () => "")).toEqual([]);
});

test("the pages are there", () => {
  expect(readPage("README.md")).toContain("](packages/core)");
  expect(() => readPage(".changeset")).not.toThrow();
});
