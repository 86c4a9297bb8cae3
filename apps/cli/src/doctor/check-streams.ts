import { NatsBridgeError } from "@natsbridge/schema";
import { askJetStream, type JetStreamPlace, type NatsConnection } from "@natsbridge/transport";
import { said } from "../said.ts";
import { counted } from "../terminal/counted.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** What counts of a stream. */
interface StreamInfo {
  readonly config: {
    readonly name: string;
    /** In ns; 0 for ever. */
    readonly max_age?: number;
    readonly max_msg_size?: number;
    readonly storage?: string;
    readonly num_replicas?: number;
    /** In ns. */
    readonly duplicate_window?: number;
    readonly persist_mode?: string;
  };
  readonly cluster?: { readonly leader?: string; readonly replicas?: readonly unknown[] };
  readonly ts?: string;
}

const NANOS = 1_000_000;
/** A publish is retried for so long, in ms. */
const RETRY_FOR = 20_000;

/** JetStream and each stream: copies, storage, what a crash may cost, and how long files must live. */
export async function checkStreams(
  connection: NatsConnection,
  place: JetStreamPlace,
  fileLife: number | undefined,
): Promise<Finding[]> {
  const check = findingsOf("jetstream");
  try {
    const { streams = [] } = await askJetStream<{ readonly streams?: readonly StreamInfo[] }>(
      connection,
      "STREAM.LIST",
      { offset: 0 },
      place,
    );
    return [
      check.ok(`on, ${counted(streams.length, "stream")}`),
      ...streams.filter(isOfMessages).flatMap((stream) => checkStream(stream, fileLife)),
    ];
  } catch (error) {
    const code = NatsBridgeError.isInstance(error) ? error.code : undefined;
    if (code === "no_responders") {
      return [
        check.warning(
          "off for this user: nothing is stored",
          "Start nats-server with -js and enable it for the account, if messages must arrive",
        ),
      ];
    }
    if (code === "permission_denied") {
      return [
        check.warning(
          said(error),
          "Allow this user to publish $JS.API.> and $JS.ACK.>, if it uses streams",
        ),
      ];
    }
    return [check.unknown(said(error), "Try again when the broker answers")];
  }
}

/** The streams behind object stores and key-value buckets hold no messages of anybody. */
function isOfMessages({ config }: StreamInfo): boolean {
  return !/^(OBJ|KV)_/.test(config.name);
}

function checkStream({ config, cluster }: StreamInfo, fileLife: number | undefined): Finding[] {
  const check = findingsOf(`stream ${config.name}`);
  const findings: Finding[] = [];
  const { num_replicas = 1, storage, duplicate_window = 0, max_age = 0, persist_mode } = config;
  const { max_msg_size = -1 } = config;
  if (cluster?.leader !== undefined && num_replicas === 1) {
    findings.push(
      check.warning(
        "one copy in a cluster: a server that goes takes it along",
        "Give it 3 replicas",
      ),
    );
  }
  if (storage === "memory") {
    findings.push(
      check.warning("in memory: a restart loses it", "Give it storage file, if messages must stay"),
    );
  }
  if (persist_mode === "async") {
    findings.push(
      check.warning(
        "persist_mode async: acknowledged messages may be lost with the server",
        "Use persist_mode default, if they must stay",
      ),
    );
  }
  if (duplicate_window / NANOS < RETRY_FOR) {
    findings.push(
      check.warning(
        `duplicate window ${seconds(duplicate_window)}: a publish that is retried for 20 s may be stored twice`,
        "Give it a duplicate window of 2 minutes",
      ),
    );
  }
  if (max_msg_size > 0 && max_msg_size < 16_384) {
    findings.push(
      check.warning(
        `max_msg_size ${max_msg_size}: a message of several links may not fit`,
        "Raise it to 65,536 or more",
      ),
    );
  }
  if (fileLife !== undefined && (max_age === 0 || max_age / NANOS > fileLife * 1000)) {
    const age = max_age === 0 ? "for ever" : `for ${seconds(max_age)}`;
    findings.push(
      check.warning(
        `messages stay ${age}, their files ${Math.round(fileLife / 3600)} hours: links outlive what they lead to`,
        "Give the stream a max_age within the time to live of the file server, or raise that",
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [check.ok(`${num_replicas} ${num_replicas === 1 ? "copy" : "copies"} on ${storage}`)];
}

function seconds(nanos: number): string {
  return `${Math.round(nanos / 1e9).toLocaleString("en-US")} s`;
}
