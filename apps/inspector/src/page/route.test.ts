import { expect, test } from "vitest";
import { hrefOf, parseRoute } from "./route.ts";

test("a link to a place is read back, whatever its names hold", () => {
  expect(hrefOf("live", "a/b c", 7)).toBe("#/live/a%2Fb%20c/7");
  expect(parseRoute("#/live/a%2Fb%20c/7")).toEqual({ place: "live", path: ["a/b c", "7"] });
});

test("what is no place is the first, and what is no encoding is taken as it is", () => {
  expect(parseRoute("")).toEqual({ place: "live", path: [] });
  expect(parseRoute("#/nowhere/1")).toEqual({ place: "live", path: [] });
  expect(parseRoute("#/live/%zz")).toEqual({ place: "live", path: ["%zz"] });
});
