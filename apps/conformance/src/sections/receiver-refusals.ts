import { type FaultBehaviour, faultServer } from "testkit";
import type { Case } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import { compare } from "../run/compare.ts";
import { linkReader } from "../run/context.ts";
import { deliver } from "../run/deliver.ts";
import { usePlaces } from "../run/places.ts";
import type { Unit } from "../run/unit.ts";
import type { JobOptions } from "../worker/job.ts";

/** A link that must not become a payload. */
export interface ReceiverRefusal {
  readonly error: string;
  /** What its server does; absent: nothing may be asked of it. */
  readonly behaviour?: FaultBehaviour;
  readonly options?: JobOptions;
}

const CONTENT = "the content of a file";
const CORS = { "Access-Control-Allow-Origin": "*" };
const answer = (status: number, headers = {}): FaultBehaviour => ({
  kind: "answer",
  status,
  headers: { ...CORS, ...headers },
  body: "not the file",
});
const good: FaultBehaviour = { kind: "answer", headers: CORS, body: CONTENT };

/** By the name of the case. */
export const RECEIVER_REFUSALS: Readonly<Record<string, ReceiverRefusal>> = {
  "a link to an origin not allowed": {
    error: "link_forbidden",
    options: { allowed_link_origins: [] },
  },
  "a link to a file that is gone": { error: "link_gone", behaviour: answer(404) },
  "a link that redirects": {
    error: "link_refused",
    behaviour: answer(302, { Location: "/elsewhere" }),
  },
  "a link to a broken server": { error: "link_unreachable", behaviour: answer(500) },
  "a link to other bytes": {
    error: "checksum_mismatch",
    behaviour: { kind: "answer", headers: CORS, body: CONTENT.toUpperCase() },
  },
  "a link to too much": {
    error: "link_too_large",
    behaviour: good,
    options: { max_download_bytes: 5 },
  },
};

const CONTENT_SHA256 = "54f51b6731478815b9635a612ff24ac05d50ad3064761cab0cec3930079b7722";
const FEW_ATTEMPTS = { max_retries: 2, base_delay: 1, max_delay: 2 };

/** Lets a peer read a message whose link leads to a server that behaves so. */
export function receiverUnit(one: Case, peer: PeerName, refusal: ReceiverRefusal): Unit {
  return {
    cases: [one],
    run: async (context) => {
      await using server = await faultServer([refusal.behaviour ?? good]);
      const receiver = linkReader(context, peer);
      const message = linkTo(`${server.url}/file/upload/file/name`);
      const got = await usePlaces([receiver], () =>
        deliver(context, receiver, {
          subject: `conformance.links.${crypto.randomUUID()}`,
          body: new TextEncoder().encode(JSON.stringify(message)),
          options: { allowed_link_origins: [server.url], ...FEW_ATTEMPTS, ...refusal.options },
        }),
      );
      const error = got.error ?? "none";
      const key = context.keepMessage(message);
      // Whoever reads the size in the message need not ask for more.
      if (refusal.behaviour !== undefined) return [compare(one, refusal.error, error, key)];
      const expected = { error: refusal.error, requests: 0 };
      return [compare(one, expected, { error, requests: server.requests.length }, key)];
    },
  };
}

function linkTo(url: string): object {
  return {
    correlation_id: "conformance",
    msg_id: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    send_to: "conformance",
    msg_purpose: "chat",
    sender_name: "conformance",
    sender_id: "",
    receiver_name: "",
    receiver_id: "",
    reply_to: "",
    reply_to_msg_id: "",
    broker_url: "",
    metadata: {},
    payloads: [
      {
        id: crypto.randomUUID(),
        dataname: "file",
        payload_type: "text",
        transport: "link",
        encoding: "none",
        size: CONTENT.length,
        data: url,
        metadata: { checksum: CONTENT_SHA256 },
      },
    ],
  };
}
