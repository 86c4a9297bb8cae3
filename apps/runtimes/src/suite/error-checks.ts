import { NATSBridge, NatsBridgeError, smartreceive, smartsend } from "natsbridge";
import type { Check } from "./check.ts";
import { expectCode, expectSame } from "./expect.ts";

const UNPUBLISHED = { is_publish: false, size_threshold: 1 } as const;

/** Bad input is normal input: each fault has its code, whatever runs it. */
export const errorChecks: readonly Check[] = [
  {
    name: "a value that its type cannot hold is refused",
    async run({ unique }) {
      const payloads = JSON.parse('[["rows", "no table", "jsontable"]]');
      const error = await expectCode("invalid_payload", smartsend(unique, payloads));
      expectSame([error.details.dataname, error.details.index], ["rows", 0]);
    },
  },
  {
    name: "an unknown option is refused with the nearest name",
    async run({ unique }) {
      const options = { broker_uri: "nats://localhost" } as object;
      const error = await expectCode(
        "invalid_config",
        smartsend(unique, [["a", "b", "text"]], options),
      );
      expectSame(error.message.includes("did you mean broker_url?"), true);
    },
  },
  {
    name: "a subject with a wildcard is refused",
    async run({ bridge }) {
      await expectCode("invalid_subject", bridge.smartsend("a.*", [["a", "b", "text"]]));
    },
  },
  {
    name: "a broker that is not there is told",
    async run({ settings: { broker_url } }) {
      const nowhere = new URL(broker_url);
      nowhere.port = "1";
      const connecting = NATSBridge.connect({ broker_url: nowhere.href, connect_timeout: 3_000 });
      await expectCode("connection_failed", connecting);
    },
  },
  {
    name: "text that is no message is refused",
    async run() {
      await expectCode("invalid_envelope", smartreceive('{"payloads": 1}'));
    },
  },
  {
    name: "a link to somebody else's server is not followed",
    async run({ settings: { fileserver_url } }) {
      const [, text] = await smartsend("x", [["a", "b", "text"]], {
        ...UNPUBLISHED,
        fileserver_url,
      });
      await expectCode(
        "link_forbidden",
        smartreceive(text, { fileserver_url: "http://other.test" }),
      );
    },
  },
  {
    name: "a file that is gone is told",
    async run({ settings: { fileserver_url } }) {
      const [, text] = await smartsend("x", [["a", "b", "text"]], {
        ...UNPUBLISHED,
        fileserver_url,
      });
      const gone = text.replace(/\/file\/[^/]+\//, "/file/0123456789ABCDEF/");
      await expectCode("link_gone", smartreceive(gone, { fileserver_url, max_retries: 1 }));
    },
  },
  {
    name: "a damaged payload is told by its checksum",
    async run({ settings: { fileserver_url } }) {
      const [, text] = await smartsend("x", [["a", "right", "text"]], {
        fileserver_url,
        is_publish: false,
      });
      const damaged = text.replace(btoa("right"), btoa("wrong"));
      const error = await expectCode("checksum_mismatch", smartreceive(damaged));
      expectSame(error instanceof NatsBridgeError, true);
    },
  },
];
