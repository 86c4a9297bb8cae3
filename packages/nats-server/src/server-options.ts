import {
  assertKnownOptions,
  booleanOption,
  bytesOption,
  durationOption,
  filledTextOption,
  type OptionNames,
  signalOption,
  textOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import type { NatsServerOptions } from "./nats-server-options.ts";

/** Names of the options of one server. */
export const SERVER_OPTIONS: OptionNames<NatsServerOptions> = {
  jetstream: true,
  websocket: true,
  max_payload: true,
  config: true,
  port: true,
  host: true,
  name: true,
  start_timeout: true,
  signal: true,
};

/** The options without those that are `null`. @throws NatsBridgeError `invalid_config`, which names the option. */
export function serverOptions(
  call: string,
  options: NatsServerOptions,
  known: Readonly<Record<string, true>>,
): NatsServerOptions {
  assertKnownOptions(`${call} options`, options, known);
  return {
    jetstream: booleanOption("jetstream", options.jetstream, undefined),
    websocket: booleanOption("websocket", options.websocket, undefined),
    max_payload: bytesOption("max_payload", options.max_payload, undefined, { from: 1 }),
    config: textOption("config", options.config, undefined),
    port: wholeNumberOption("port", options.port, undefined, { from: 1, to: 65_535 }),
    host: filledTextOption("host", options.host, undefined),
    name: filledTextOption("name", options.name, undefined),
    start_timeout: durationOption("start_timeout", options.start_timeout, undefined, {
      from: 1,
      infinite: true,
    }),
    signal: signalOption("signal", options.signal),
  };
}
