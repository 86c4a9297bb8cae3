import type { NatsConnection } from "@natsbridge/transport";
import type { ConsumeOptions } from "./consume-options.ts";
import type { ConsumeSettings } from "./consume-settings.ts";
import type { RecentIds } from "./recent-ids.ts";

/** What the deliveries of one consumption share. */
export interface DeliveryContext {
  readonly connection: NatsConnection;
  readonly options: ConsumeOptions;
  readonly settings: ConsumeSettings;
  readonly handled: RecentIds;
  /** Deliveries of one message at most. */
  readonly max_deliver: number;
  /** Messages of an ordered consumption are not acknowledged. */
  readonly isOrdered: boolean;
  /** Never throws. */
  readonly warn: (correlation_id: string, text: string) => void;
}
