import { base64Decode } from "@natsbridge/codecs";
import {
  NATSBridge,
  NatsBridgeError,
  type ReceivedEnvelope,
  type SendPayload,
  type SmartSendOptions,
  smartreceive,
} from "@natsbridge/core";
import { canonicalJson } from "../canonical/canonical-json.ts";
import { canonicalPayload } from "../canonical/canonical-payload.ts";
import type { StoreAccess } from "../stores/store.ts";
import type { Bridges } from "./bridges.ts";
import { type Job, needed } from "./job.ts";
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
  const register = (message: Promise<ReceivedEnvelope>) => ({ handle: registrations.add(message) });
  const logs = new Map<string, LogReport>();
  const values = (job: Job): Promise<SendPayload[]> => {
    const payloads = needed(job.payloads, "payloads");
    return payloadValues(payloads === "echo" ? [] : payloads, host.readFile);
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
      const { handle } = register(first.message);
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
      const payloads = await values(job);
      const first = await firstMessage(bridge, job);
      const answered = first.message.then(async (env) => {
        const brought = job.payloads === "echo" ? (env.payloads as SendPayload[]) : payloads;
        await bridge.reply(env, brought, sending(job, bridge));
        return env;
      });
      return register(answered);
    },

    async consume(job) {
      const bridge = await bridgeOf(job);
      const { promise: poison, reject } = Promise.withResolvers<never>();
      const { filter_subject, options = {} } = job;
      const dead_letter_subject = options.dead_letter_subject as string | undefined;
      const consumption = bridge.consume({
        stream: needed(job.stream, "stream"),
        consumer: needed(job.consumer, "consumer"),
        ...(filter_subject !== undefined && { filter_subjects: [filter_subject] }),
        on_poison: (error) => reject(error),
        ...receiveOptions(options),
        ...(dead_letter_subject !== undefined && { dead_letter_subject }),
      });
      await consumption.ready;
      const first = async () => {
        for await (const delivery of consumption) {
          await delivery.ack();
          return delivery.env;
        }
        throw new NatsBridgeError({ code: "timeout", message: "the consumer ended" });
      };
      return register(Promise.race([first(), poison]));
    },

    async collect(job) {
      const handle = needed(job.handle, "handle");
      return received(
        await registrations.collect(handle, job.timeout_ms ?? DEFAULT_TIMEOUT_MS),
        job,
      );
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

async function firstMessage(
  bridge: NATSBridge,
  job: Job,
  log?: LogReport,
): Promise<{ message: Promise<ReceivedEnvelope> }> {
  const { promise: poison, reject } = Promise.withResolvers<never>();
  const subscription = bridge.subscribe(needed(job.subject, "subject"), {
    ...receiveOptions(job.options ?? {}),
    ...(log && { logger: log.logger }),
    on_poison: (error) => reject(error),
  });
  await subscription.ready;
  const first = async () => {
    for await (const env of subscription) return env;
    throw new NatsBridgeError({ code: "timeout", message: "the subscription ended" });
  };
  const message = Promise.race([first(), poison]).finally(() => subscription.unsubscribe());
  // Wrapped: an async function would wait for the message itself.
  return { message };
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
