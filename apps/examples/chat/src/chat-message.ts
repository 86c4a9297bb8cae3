import type { ReceivedPayload } from "natsbridge";

/** How far a payload is on its way. Sizes in bytes. */
export type PartState =
  | { readonly state: "moving"; readonly loaded: number; readonly total?: number | undefined }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "there"; readonly value: unknown };

/** A payload, there or on its way. */
export type ChatPart = { readonly name: string; readonly type: ReceivedPayload[2] } & PartState;

/** A message of either side. */
export interface ChatMessage {
  readonly id: string;
  readonly from: string;
  readonly isMine: boolean;
  readonly time: string;
  readonly parts: readonly ChatPart[];
}
