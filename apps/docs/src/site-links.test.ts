import { expect, test } from "vitest";
import { withSiteLinks } from "./site-links.ts";

test("links to pages lead to the pages, others to the source", () => {
  const markdown = [
    "[core](../core#errors), [the type](src/index.ts), [map](../../ARCHITECTURE.md),",
    "[folder](src/base), [here](#limits), [elsewhere](https://nats.io)",
  ].join("\n");
  const source = "https://github.com/natsbridge/natsbridge";
  expect(withSiteLinks("packages/schema/README.md", markdown)).toBe(
    [
      `[core](/packages/core.md#errors), [the type](${source}/blob/main/packages/schema/src/index.ts), [map](${source}/blob/main/ARCHITECTURE.md),`,
      `[folder](${source}/tree/main/packages/schema/src/base), [here](#limits), [elsewhere](https://nats.io)`,
    ].join("\n"),
  );
});

test("a link to a file that is not there fails", () => {
  expect(() => withSiteLinks("README.md", "[x](docs/nothing.md)")).toThrow(
    "docs/nothing.md does not exist, and is linked.",
  );
});
