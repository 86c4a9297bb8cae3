import { expect, test } from "vitest";
import { DOCUMENTATION_URL } from "./documentation-url.ts";
import { withErrorPage } from "./error-page.ts";
import { NatsBridgeError } from "./errors.ts";

const SITE = "https://docs.example/natsbridge";

test("without a site a message has no address", () => {
  expect(withErrorPage("It is gone", "link_gone", "")).toBe("It is gone");
  expect(new NatsBridgeError({ code: "link_gone", message: "It is gone" }).message).toBe(
    "It is gone",
  );
});

test("with a site a message ends with the address of its page, whole however long it is", () => {
  const ending = ` (see ${SITE}/errors/link_gone)`;
  expect(withErrorPage("It is gone", "link_gone", SITE)).toBe(`It is gone${ending}`);
  const long = withErrorPage("x".repeat(3_000), "link_gone", SITE);
  expect(long).toHaveLength(2_000);
  expect(long.endsWith(`…${ending}`)).toBe(true);
});

test("a message that quotes another has one address, its own", () => {
  const quoted = withErrorPage("It is gone", "link_gone", SITE);
  const message = `Gave up after "${quoted}", twice "${quoted}"; send it again`;
  expect(withErrorPage(message, "link_unreachable", SITE)).toBe(
    `Gave up after "It is gone", twice "It is gone"; send it again (see ${SITE}/errors/link_unreachable)`,
  );
});

test("the setting is empty or an address without a slash at its end", () => {
  expect(DOCUMENTATION_URL).toMatch(/^$|^https:\/\/.*[^/]$/);
});
