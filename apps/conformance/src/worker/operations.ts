import { base64Decode } from "@natsbridge/codecs";
import {
  NATSBridge,
  NatsBridgeError,
  type ReceivedEnvelope,
  type SendPayload,
  type SmartSendOptions,
  smartreceive,
} from "@natsbridge/core";
import { canonicalJson } from "testkit/canonical-json";
import { canonicalPayload } from "../canonical/canonical-payload.ts";
import type { StoreAccess } from "../stores/store.ts";
import type { Bridges } from "./bridges.ts";
import { type FirstMessage, firstDelivery, firstMessage } from "./first-message.ts";
import { type Job, NACK_REASON, needed } from "./job.ts";
import { receiveOptions, sendOptions } from "./job-options.ts";
import { LogReport } from "./log-report.ts";
import { payloadValues, type ReadFile } from "./payload-values.ts";
import { Registrations } from "./registrations.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

/** What operations need of the runtime. */
export interface OperationsHost {
  readonly readFile: ReadFile;
  /** Makes the client of a store that a job names. */
  readonly fileServerFor: (
    access: StoreAccess,
    bridge: NATSBridge,
  ) => SmartSendOptions["fileserver"];
}

type Operation = (job: Job) => Promise<object>;

/** What a worker of this runtime can do, by `op`. */
export function operations(bridges: Bridges, host: OperationsHost): Record<string, Operation> {
  const registrations = new Registrations();
  const bridgeOf = (job: Job) => bridges.to(job.options?.broker_url);
  const sending = ({ options = {} }: Job, bridge: NATSBridge): SmartSendOptions =>
    sendOptions(options, (access) => host.fileServerFor(access, bridge));
  const register = ({ message }: { readonly message: Promise<FirstMessage> }) => ({
    handle: registrations.add(message),
  });
  const logs = new Map<string, LogReport>();
  const values = (job: Job): Promise<SendPayload[]> => {
    const payloads = needed(job.payloads, "payloads");
    return payloadValues(typeof payloads === "string" ? [] : payloads, host.readFile);
  };

  return {
    async api(job) {
      return { offered: { methods: methodsOf(await bridgeOf(job)) } };
    },

    async send(job) {
      const bridge = await bridgeOf(job);
      const log = logOf(job);
      const [env, , receipt] = await bridge.smartsend(
        needed(job.subject, "subject"),
        await values(job),
        { ...sending(job, bridge), ...(log && { logger: log.logger }) },
      );
      const payloads = env.payloads.map((payload) =>
        payload.transport === "direct" ? { ...payload, data: "" } : payload,
      );
      return {
        env: { ...env, payloads },
        bytes: receipt.bytes,
        receipt: receipt.payloads,
        ...(log && { log: log.report() }),
      };
    },

    async receive(job) {
      const log = logOf(job);
      const first = await firstMessage(await bridgeOf(job), job, log);
      const { handle } = register(first);
      if (log !== undefined) logs.set(handle, log);
      return { handle };
    },

    async log({ handle = "" }) {
      const log = logs.get(handle)?.report();
      logs.delete(handle);
      return { log };
    },

    async reply(job) {
      const bridge = await bridgeOf(job);
      const { payloads } = job;
      const brought = typeof payloads === "string" ? [] : await values(job);
      const first = await firstMessage(bridge, job);
      const answer = async ({ env }: FirstMessage) => {
        const options = sending(job, bridge);
        if (payloads === "ack") await bridge.ack(env, options);
        else if (payloads === "nack") await bridge.nack(env, NACK_REASON, options);
        else if (payloads === "echo")
          await bridge.reply(env, env.payloads as SendPayload[], options);
        else await bridge.reply(env, brought, options);
      };
      const answered = first.message.then(async (one) => {
        await answer(one);
        return one;
      });
      return register({ message: answered });
    },

    async consume(job) {
      return register(await firstDelivery(await bridgeOf(job), job));
    },

    async collect(job) {
      const handle = needed(job.handle, "handle");
      const timeout = job.timeout_ms ?? DEFAULT_TIMEOUT_MS;
      const { env, passed_over } = await registrations.collect(handle, timeout);
      return { ...(await received(env, job)), ...(job.pass_over && { passed_over }) };
    },

    async request(job) {
      const bridge = await bridgeOf(job);
      const options = job.options ?? {};
      const answer = await bridge.request(needed(job.subject, "subject"), await values(job), {
        ...sending(job, bridge),
        ...receiveOptions(options),
        timeout: job.timeout_ms ?? DEFAULT_TIMEOUT_MS,
      });
      return received(answer, job);
    },

    async read(job) {
      const files = job.files ?? {};
      const env = await smartreceive(base64Decode(needed(job.envelope_base64, "envelope_base64")), {
        fileserver_download_handler: async (url) => {
          const file = files[url];
          if (file !== undefined) return base64Decode(file);
          throw new NatsBridgeError({
            code: "link_gone",
            message: `${url} is none of the files of this job`,
          });
        },
      });
      return received(env, job);
    },
  };
}

/** Public names of a bridge: what its classes define, its fields left out, and how one is got. */
function methodsOf(bridge: NATSBridge): string[] {
  const names = new Set(["connect"].filter((name) => name in NATSBridge));
  for (
    let at = Object.getPrototypeOf(bridge);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  names.delete("constructor");
  return [...names];
}

/** The log of a job that asks for it. */
function logOf({ options }: Job): LogReport | undefined {
  return typeof options?.log === "string" ? new LogReport(options.log) : undefined;
}

async function received(env: ReceivedEnvelope, job: Job): Promise<object> {
  const { payloads, payload_info: _, ...envelope } = env;
  return {
    // Metadata may hold what JSON cannot say.
    envelope: canonicalJson(envelope),
    payloads: await Promise.all(
      payloads.map((payload) => canonicalPayload(payload, job.answer ?? "full")),
    ),
  };
}
