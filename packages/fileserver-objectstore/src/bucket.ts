import { Buffer } from "node:buffer";
import { NatsBridgeError } from "@natsbridge/schema/base";
import { askJetStream } from "@natsbridge/transport";
import { type ObjectInfo, parseObjectInfo } from "./object-info.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { allInfosSubject, chunkSubject, infoSubject, streamName } from "./subjects.ts";

/** What JetStream answers where a stream has no such message. */
export const NO_MESSAGE = 10037;
const NO_STREAM = 10059;
const NANOSECONDS = 1_000_000_000;

interface StoredMessage {
  readonly message: { readonly data?: string; readonly time: string };
}

/** Makes the bucket unless it is there; an existing one stays as it is. */
export async function ensureBucket(store: ObjectStore): Promise<void> {
  const { bucket, max_age, replicas, storage } = store;
  const stream = streamName(bucket);
  try {
    await ask(store, `STREAM.INFO.${stream}`);
    return;
  } catch (error) {
    if (errorCode(error) !== NO_STREAM) throw error;
  }
  await ask(store, `STREAM.CREATE.${stream}`, {
    name: stream,
    subjects: [chunkSubject(bucket, ">"), allInfosSubject(bucket)],
    storage,
    num_replicas: replicas,
    max_age: max_age * NANOSECONDS,
    discard: "new",
    allow_rollup_hdrs: true,
    allow_direct: true,
  });
}

/** The info of an object; undefined when there is none. The leader answers, so a stored object is found at once. */
export async function findObject(
  store: ObjectStore,
  name: string,
): Promise<ObjectInfo | undefined> {
  const found = await lastMessage(store, infoSubject(store.bucket, name));
  return found && parseObjectInfo(Buffer.from(found.message.data ?? "", "base64"));
}

/** When the last message on a subject was stored, in ms since 1970; undefined when there is none. */
export async function lastTime(store: ObjectStore, subject: string): Promise<number | undefined> {
  const found = await lastMessage(store, subject);
  return found && Date.parse(found.message.time);
}

/** Removes an object with its info. */
export async function removeObject(store: ObjectStore, info: ObjectInfo): Promise<void> {
  await purge(store, infoSubject(store.bucket, info.name));
  await purge(store, chunkSubject(store.bucket, info.nuid));
}

/** Removes all messages on a subject. */
export async function purge(store: ObjectStore, subject: string): Promise<void> {
  await ask(store, `STREAM.PURGE.${streamName(store.bucket)}`, { filter: subject });
}

/** All subjects under a filter that have messages. */
export async function listSubjects(store: ObjectStore, filter: string): Promise<readonly string[]> {
  const subjects: string[] = [];
  for (;;) {
    const answer = await ask<{
      readonly state: { readonly subjects?: Readonly<Record<string, number>> | null };
      readonly total?: number;
    }>(store, `STREAM.INFO.${streamName(store.bucket)}`, {
      subjects_filter: filter,
      offset: subjects.length,
    });
    const page = Object.keys(answer.state.subjects ?? {});
    subjects.push(...page);
    if (page.length === 0 || subjects.length >= (answer.total ?? 0)) return subjects;
  }
}

/** The info that a subject of {@link allInfosSubject} holds. */
export async function infoOn(store: ObjectStore, subject: string): Promise<ObjectInfo | undefined> {
  const found = await lastMessage(store, subject);
  return found && parseObjectInfo(Buffer.from(found.message.data ?? "", "base64"));
}

async function lastMessage(
  store: ObjectStore,
  subject: string,
): Promise<StoredMessage | undefined> {
  try {
    return await ask<StoredMessage>(store, `STREAM.MSG.GET.${streamName(store.bucket)}`, {
      last_by_subj: subject,
    });
  } catch (error) {
    const code = errorCode(error);
    if (code === NO_MESSAGE || code === NO_STREAM) return undefined;
    throw error;
  }
}

function ask<Answer extends object>(
  store: ObjectStore,
  what: string,
  body?: object,
): Promise<Answer> {
  const { timeout, domain, api_prefix } = store;
  return askJetStream<Answer>(store.connection, what, body, { timeout, domain, api_prefix });
}

/** The code of an answer of JetStream; undefined for any other fault. */
export function errorCode(error: unknown): number | undefined {
  const cause = NatsBridgeError.isInstance(error) ? error.cause : undefined;
  const isCoded = cause instanceof Error && "err_code" in cause;
  return isCoded && typeof cause.err_code === "number" ? cause.err_code : undefined;
}
