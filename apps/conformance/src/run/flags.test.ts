import { expect, test } from "vitest";
import { SECTIONS } from "../cases/case.ts";
import { PEERS } from "../cases/dimensions.ts";
import { readFlags } from "./flags.ts";

test("everything is proved unless something is chosen", () => {
  expect(readFlags([])).toEqual({
    help: false,
    peers: PEERS,
    sections: SECTIONS,
    match: [],
    out: undefined,
  });
});

test("peers and sections keep the order of the report", () => {
  const flags = readFlags(["--peers", "julia, node", "--sections", "vectors", "--match", "text"]);
  expect(flags.peers).toEqual(["node", "julia"]);
  expect(flags.sections).toEqual(["vectors"]);
  expect(flags.match).toEqual(["text"]);
});

test("a name that is none is refused with those that are", () => {
  expect(() => readFlags(["--peers", "ruby"])).toThrow(
    "--peers: unknown ruby; there are node, browser, python, micropython, julia",
  );
});
