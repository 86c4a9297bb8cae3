import type { Attack } from "./attack.ts";
import { LINK_ATTACKS } from "./link-attacks.ts";
import { MESSAGE_ATTACKS } from "./message-attacks.ts";

/** All attacks; those that take long come first. */
export const ATTACKS: readonly Attack[] = [...LINK_ATTACKS, ...MESSAGE_ATTACKS].sort(
  (one, other) => Number(other.name.includes("trickles")) - Number(one.name.includes("trickles")),
);
