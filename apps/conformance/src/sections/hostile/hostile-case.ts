import type { PayloadType } from "@natsbridge/schema";
import type { Transport } from "../../cases/dimensions.ts";
import type { JobOptions } from "../../worker/job.ts";

/** Stands where secrets stand: in links, passwords and the like. No error and no log line may repeat it. */
export const SECRET = "zqx";

/** The hostile server of the run, and the key under which it counts what one case asks of it. */
export interface Place {
  readonly http: string;
  readonly key: string;
}

/** A message that means harm, and what must come of it. */
export interface HostileMessage {
  /** The code of the error, or those that are all right. */
  readonly error: string | readonly string[];
  /** Codes that are right in a page besides: its browser does not say what was wrong. */
  readonly inPage?: readonly string[];
  readonly message: (place: Place) => object | Promise<object>;
  readonly options?: (place: Place) => JobOptions;
  /** Requests that its server may have seen; not looked at where absent. */
  readonly asked?: number;
  readonly type?: PayloadType;
  readonly transport?: Transport;
  /** It waits for minutes and works for none of them. */
  readonly isSlow?: true;
}

/** A message with these payloads. */
export function messageOf(payloads: readonly unknown[], more: object = {}): object {
  return { correlation_id: "hostile", msg_id: crypto.randomUUID(), payloads, ...more };
}

/** A payload in the message. */
export function direct(more: object = {}): object {
  return {
    dataname: "x",
    payload_type: "text",
    transport: "direct",
    encoding: "base64",
    data: "aGk=",
    ...more,
  };
}

/** A payload behind a link. */
export function link(data: string, more: object = {}): object {
  return { dataname: "x", payload_type: "text", transport: "link", data, ...more };
}
