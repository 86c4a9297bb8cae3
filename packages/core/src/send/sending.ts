import type { FileServer } from "@natsbridge/fileserver";
import type { NatsBridgeError } from "@natsbridge/schema";
import type { StreamNews } from "@natsbridge/transport";
import { sendFileServer } from "../options/send-file-server.ts";
import type { SmartSendOptions } from "../options/send-options.ts";
import { type SendSettings, sendSettings } from "../options/send-settings.ts";

/** What all sends with the same options share: checked, and completed from environment and defaults, once. */
export interface Sending {
  readonly settings: SendSettings;
  readonly fileserver: () => Promise<FileServer>;
  /** Told of a message that the server refused after its send was done. */
  readonly onLateRefusal?: ((error: NatsBridgeError, subject: string) => void) | undefined;
  /** Told of what is found out about the streams that are published to. */
  readonly onStreamNews?: ((news: StreamNews) => void) | undefined;
}

/** @throws NatsBridgeError `invalid_subject` or `invalid_config`, which names the option or variable. */
export function prepareSend(options: SmartSendOptions): Sending {
  return { settings: sendSettings(options), fileserver: sendFileServer(options) };
}
