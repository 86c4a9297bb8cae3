import { documentedNumbers } from "testkit";
import { expect, test } from "vitest";
import { consumeSettings } from "../consume/consume-settings.ts";
import { DEFAULT_MAX_DOWNLOAD_BYTES } from "./receive-options.ts";
import { receiveSettings } from "./receive-settings.ts";

test("the defaults that the README shows are those of the code", () => {
  const documented = documentedNumbers(new URL("../../README.md", import.meta.url));
  expect(documented).toMatchObject({
    max_download_bytes: DEFAULT_MAX_DOWNLOAD_BYTES,
    // Written as "16 × `max_download_bytes`, at most 4 GiB".
    max_message_bytes: 16,
    connect_timeout: 5_000,
    max_unflushed_bytes: 32 * 2 ** 20,
    drain_timeout: 30_000,
    ack_wait: 30_000,
  });
  const { max_download_bytes, max_message_bytes, connect_timeout, ...others } = documented;
  const { max_unflushed_bytes, drain_timeout, ack_wait, ...settings } = others;
  expect(Object.keys(settings).length).toBe(9);
  expect({ ...receiveSettings({}), ...consumeSettings({ stream: "S" }) }).toMatchObject(settings);
});
