import { redactLink } from "@natsbridge/schema";
import { faultServer, rejectedError } from "testkit";
import { expect, test } from "vitest";
import { fetchWithBackoff } from "./fetch-with-backoff.ts";

test("tries max_retries times and logs each failed attempt", async () => {
  await using server = await faultServer([{ kind: "answer", status: 500 }]);
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const url = `${server.url}/x?sig=s3cret`;
  const error = await rejectedError(
    fetchWithBackoff(url, 3, 1, 2, "id-1", {
      logger: { debug: log, info: log, warn: log, error: log },
    }),
  );
  expect(error.code).toBe("link_unreachable");
  expect(error.message).toBe(
    `${redactLink(url)} failed after 3 attempts: ${redactLink(url)} answered 500`,
  );
  expect(server.requests.length).toBe(3);
  expect(lines.length).toBe(2);
  expect(lines[0]).toMatch(
    /^\[[^\]]+\] \[Correlation: id-1\] Download attempt 1 of 3 failed, next in 1 ms: /,
  );
  expect(lines.join()).not.toContain("s3cret");
});

test("gives the bytes", async () => {
  await using server = await faultServer([{ kind: "reset" }, { kind: "answer", body: "hello" }]);
  const bytes = await fetchWithBackoff(server.url, 5, 1, 2, "id-1");
  expect(new TextDecoder().decode(bytes)).toBe("hello");
});
