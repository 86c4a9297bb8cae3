import type { PayloadType } from "@natsbridge/schema";
import type { Section } from "./case.ts";
import type { PeerName, Size, Transport } from "./dimensions.ts";

/** What a case asks of one peer. Absent fields: it does not matter. */
export interface Demand {
  readonly peer: PeerName;
  readonly role: "sender" | "receiver";
  readonly section: Section;
  readonly type?: PayloadType;
  readonly transport?: Transport;
  readonly size?: Size;
  /** Row of the section, where it says what is asked. */
  readonly row?: string;
  /** Serialized bytes of a message's payloads, where no `size` says it. */
  readonly bytes?: number;
}

/** A demand that a peer cannot meet by its nature. Lists are alternatives; absent fields match all. */
interface Exclusion {
  readonly peer: PeerName;
  readonly role?: "sender" | "receiver";
  readonly sections?: readonly Section[];
  readonly types?: readonly PayloadType[];
  readonly transports?: readonly Transport[];
  readonly sizes?: readonly Size[];
  readonly rows?: readonly string[];
  readonly moreBytesThan?: number;
  readonly reason: string;
}

/** The one list of what is not applicable. Nothing is left out at run time for any other reason. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    peer: "micropython",
    types: ["arrowtable"],
    reason: "There is no Arrow for MicroPython; such tables travel as jsontable.",
  },
  {
    peer: "micropython",
    role: "sender",
    transports: ["link"],
    reason: "The device sends no link: a payload over the threshold is refused.",
  },
  {
    peer: "micropython",
    role: "receiver",
    sections: ["matrix", "stores", "messages", "planner", "vectors"],
    transports: ["link"],
    reason:
      "What reads links takes the memory of a large message; the sections refusals and hostile and its own tests read them.",
  },
  {
    peer: "micropython",
    role: "sender",
    sizes: ["5 MB"],
    reason: "A value of 5 MB does not fit a heap of 256 KiB.",
  },
  {
    peer: "micropython",
    role: "sender",
    moreBytesThan: 50_000,
    reason: "It sends at most MAX_PAYLOAD_SIZE, 50,000 bytes.",
  },
  {
    peer: "micropython",
    sections: ["jetstream"],
    reason: "The device's client speaks Core NATS only.",
  },
  {
    peer: "micropython",
    rows: ["links that are together over max_message_bytes"],
    reason: "The device reads a link when it is asked for, one at a time.",
  },
  {
    peer: "micropython",
    rows: ["9,000 payloads that are none", "long ids of 2,000 payloads"],
    reason: "The device drops a message over MAX_PAYLOAD_SIZE, 50,000 bytes, before it reads it.",
  },
  {
    peer: "browser",
    rows: ["an answer that changes the protocol"],
    reason: "A page is not told of it while the connection stays open; headers_timeout ends it.",
  },
];

/** Why a peer cannot meet a demand, or undefined. */
export function notApplicable(demand: Demand): string | undefined {
  return EXCLUSIONS.find((exclusion) => matches(exclusion, demand))?.reason;
}

function matches(exclusion: Exclusion, demand: Demand): boolean {
  const holds = <Value>(allowed: readonly Value[] | undefined, value: Value | undefined) =>
    allowed === undefined || (value !== undefined && allowed.includes(value));
  return (
    exclusion.peer === demand.peer &&
    (exclusion.role === undefined || exclusion.role === demand.role) &&
    holds(exclusion.sections, demand.section) &&
    holds(exclusion.types, demand.type) &&
    holds(exclusion.transports, demand.transport) &&
    holds(exclusion.sizes, demand.size) &&
    holds(exclusion.rows, demand.row) &&
    (exclusion.moreBytesThan === undefined || (demand.bytes ?? 0) > exclusion.moreBytesThan)
  );
}
