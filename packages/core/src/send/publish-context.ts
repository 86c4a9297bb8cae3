import type { EnvelopeFields } from "../options/envelope-fields.ts";
import type { LogStep } from "../telemetry/log-steps.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Deliver } from "./deliver.ts";
import type { SendChannel } from "./send-channel.ts";
import type { Sending } from "./sending.ts";

/** What placing and publishing a message works with. */
export interface PublishContext extends Sending {
  readonly header: EnvelopeFields;
  readonly channel: SendChannel;
  readonly log: LogStep;
  readonly deliver: Deliver;
  readonly telemetry: Telemetry;
}
