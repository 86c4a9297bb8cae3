import type { IncomingMessage } from "node:http";
import { messageOf } from "@natsbridge/schema/base";
import { sendJson } from "./answer.ts";
import { digest } from "./authorize.ts";
import { describeUpload } from "./describe-upload.ts";
import type { Exchange } from "./exchange.ts";
import type { ResolvedLocalSettings } from "./local-settings.ts";
import { randomId } from "./random-id.ts";
import type { UploadRecord } from "./records.ts";
import { Refusal, refusalOfWrite } from "./refusal.ts";

const MAX_BODY = 64 * 1024;

/** `POST /upload`: makes room for files. */
export async function createUpload({
  request,
  response,
  settings,
  uploads,
}: Exchange): Promise<void> {
  const wishes = parseWishes(await readBody(request));
  if (wishes.stream === true)
    throw new Refusal(400, "unable to create upload : stream is disabled");
  const ttl = chooseTtl(wishes.ttl, settings);
  const now = Date.now();
  const { login, password } = wishes;
  const upload: UploadRecord = {
    id: randomId(16),
    token: randomId(32),
    ttl,
    oneShot: wishes.oneShot === true,
    removable: wishes.removable === true,
    createdAt: new Date(now).toISOString(),
    expireAt: new Date(now + ttl * 1000).toISOString(),
    ...(typeof login === "string" && typeof password === "string"
      ? { authorization: digest(`Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`) }
      : {}),
  };
  try {
    await uploads.create(upload);
  } catch (error) {
    await uploads.removeUpload(upload.id);
    throw refusalOfWrite(error) ?? error;
  }
  sendJson(response, describeUpload(upload, undefined, true));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    length += piece.length;
    if (length > MAX_BODY) throw new Refusal(400, "unable to deserialize request body : too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function parseWishes(body: string): Readonly<Record<string, unknown>> {
  if (body.trim() === "") return {};
  try {
    const wishes: unknown = JSON.parse(body);
    if (typeof wishes === "object" && wishes !== null) return wishes as Record<string, unknown>;
    throw new Error("expected an object");
  } catch (error) {
    const why = messageOf(error);
    throw new Refusal(400, `unable to deserialize request body : ${why}`);
  }
}

function chooseTtl(wish: unknown, { ttl, maxTtl }: ResolvedLocalSettings): number {
  if (wish === undefined || wish === null || wish === 0) return ttl;
  if (typeof wish !== "number" || !Number.isSafeInteger(wish))
    throw new Refusal(400, "unable to deserialize request body : ttl is no whole number");
  if (wish < 0)
    throw new Refusal(
      400,
      `unable to create upload : cannot set infinite TTL (maximum allowed is : ${maxTtl})`,
    );
  if (wish > maxTtl)
    throw new Refusal(
      400,
      `unable to create upload : invalid TTL. (maximum allowed is : ${maxTtl})`,
    );
  return wish;
}
