import { rejectedError } from "testkit";
import { expect, test } from "vitest";
import { smartsend } from "../smartsend.ts";

const WANTED =
  "expected an absolute http or https URL without user and password, which a plain GET reads";

test.each([
  [undefined, `got none; ${WANTED}`],
  ["/file/1", `got no URL (link 0c084f8f); ${WANTED}`],
  ["ftp://files.example/1", `got ftp://files.example (link 5a0b99bc); ${WANTED}`],
  [
    "http://user:secret@files.example/1?key=secret",
    `got http://files.example (link dac7a580); ${WANTED}`,
  ],
])("a handler that stores and gives %s as the link", async (url, reason) => {
  const error = await rejectedError(
    smartsend("s", [["film", new Uint8Array(10), "video"]], {
      is_publish: false,
      size_threshold: 1,
      fileserver_upload_handler: async () => ({
        status: 200,
        uploadid: "u",
        fileid: "f",
        url: url as string,
      }),
    }),
  );
  expect(error).toMatchObject({
    code: "upload_failed",
    isRetryable: false,
    message: `Payload 0 "film": The file server stored the payload but its link cannot be used: ${reason}`,
  });
});
