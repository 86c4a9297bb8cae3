import type { Attack } from "./attack.ts";
import { FILE_ATTACKS } from "./file-attacks.ts";
import { LINK_ATTACKS } from "./link-attacks.ts";
import { MESSAGE_ATTACKS } from "./message-attacks.ts";
import { STREAM_ATTACKS } from "./stream-attacks.ts";
import { TABLE_ATTACKS } from "./table-attacks.ts";

/** All attacks; those that take long come first. */
export const ATTACKS: readonly Attack[] = [
  ...LINK_ATTACKS,
  ...MESSAGE_ATTACKS,
  ...TABLE_ATTACKS,
  ...FILE_ATTACKS,
  ...STREAM_ATTACKS,
].sort(
  (one, other) => Number(other.name.includes("trickles")) - Number(one.name.includes("trickles")),
);
