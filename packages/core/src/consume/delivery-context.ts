import type { NatsConnection } from "@natsbridge/transport";
import type { Teller, Told } from "../telemetry/teller.ts";
import type { ConsumeSettings } from "./consume-settings.ts";
import type { RecentIds } from "./recent-ids.ts";

/** What a consumption tells, see {@link Told}. */
export type ConsumeTold = Omit<Told, "logger" | "operation" | "fields"> &
  Partial<Pick<Told, "fields">>;

/** What the deliveries of one consumption share. */
export interface DeliveryContext {
  readonly connection: NatsConnection;
  readonly settings: ConsumeSettings;
  readonly handled: RecentIds;
  /** Deliveries of one message at most. */
  readonly max_deliver: number;
  /** Never throws. */
  readonly tell: (told: ConsumeTold) => void;
}

/** Whom a consumption tells of itself. */
export interface ConsumeHooks {
  readonly teller: Teller;
  onStatus(status: {
    readonly type: "stream_remade" | "sequence_gap" | "ack_pending_full";
    readonly stream: string;
    readonly advice: string;
  }): void;
}
