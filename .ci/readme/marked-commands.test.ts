import { expect, test } from "vitest";
import { markedCommands } from "./marked-commands.ts";

test("only blocks marked for CI are commands, each block one script", () => {
  const markdown = [
    "```sh",
    "rm -rf elsewhere",
    "```",
    "```sh ci",
    "one --flag",
    "two",
    "```",
    "text",
    "```sh ci",
    "three",
    "```",
    "",
  ].join("\n");
  expect(markedCommands(markdown)).toEqual(["one --flag\ntwo", "three"]);
});
