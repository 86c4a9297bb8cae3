import { serializeData } from "@natsbridge/codecs";
import type { PayloadType } from "@natsbridge/schema";
import type { Table } from "apache-arrow";
import { type CanonicalPayload, canonicalPayload } from "../canonical/canonical-payload.ts";
import type { Size } from "../cases/dimensions.ts";
import type { Context } from "../run/context.ts";
import type { PeerClient } from "../run/peer-client.ts";
import { type Generator, generate } from "../values/generate.ts";
import type { JobPayload } from "../worker/job.ts";

const DATANAME = "payload";

type Extent = { readonly size: number } | { readonly rows: number };

/** The generator of a type; every type has a seed of its own, so that no payload passes for another. */
export function generatorOf(type: PayloadType, extent: Extent): Generator {
  switch (type) {
    case "text":
    case "dictionary":
    case "jsontable":
    case "arrowtable":
      return { gen: type, ...extent };
    default:
      return { gen: "bytes", ...extent, seed: { image: 2, audio: 3, video: 4, binary: 5 }[type] };
  }
}

const EMPTY: Readonly<Record<"rows" | "size", Extent>> = { rows: { rows: 0 }, size: { size: 0 } };

/** The sizes that do not depend on a limit. */
export function fixedGenerator(
  type: PayloadType,
  size: Exclude<Size, "under" | "over">,
): Generator {
  if (size === "empty") return generatorOf(type, EMPTY[type === "arrowtable" ? "rows" : "size"]);
  if (size === "small") return generatorOf(type, SMALL[type]);
  return generatorOf(type, FIVE_MEGABYTES[type]);
}

const bytes = (size: number): Extent => ({ size });
const SMALL: Readonly<Record<PayloadType, Extent>> = {
  text: bytes(100),
  dictionary: { rows: 3 },
  arrowtable: { rows: 12 },
  jsontable: { rows: 3 },
  image: bytes(1000),
  audio: bytes(1000),
  video: bytes(1000),
  binary: bytes(1000),
};
const FIVE_MEGABYTES: Readonly<Record<PayloadType, Extent>> = {
  text: bytes(5_000_000),
  dictionary: bytes(5_000_000),
  arrowtable: { rows: 40_000 },
  jsontable: { rows: 8_900 },
  image: bytes(5_000_000),
  audio: bytes(5_000_000),
  video: bytes(5_000_000),
  binary: bytes(5_000_000),
};

/** The payload of a job: made by the peer itself, or handed over as a file where it has no tables. */
export async function payloadOf(
  context: Context,
  sender: PeerClient,
  type: PayloadType,
  generator: Generator,
): Promise<JobPayload> {
  if (type !== "arrowtable" || sender.declaration.arrow === "table") {
    return { dataname: DATANAME, type, gen: generator };
  }
  const make = () => serializeData(generate(generator) as Table, "arrowtable");
  const file = await context.files.path(`table-${generator.rows}.arrow`, make);
  return { dataname: DATANAME, type, file };
}

/** What a receiver must tell of generated values; each is made once. */
export class ExpectedPayloads {
  readonly #known = new Map<string, Promise<CanonicalPayload>>();

  of(type: PayloadType, generator: Generator): Promise<CanonicalPayload> {
    const key = JSON.stringify([type, generator]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = generate(generator);
    const tuple = [DATANAME, value, type] as Parameters<typeof canonicalPayload>[0];
    const made = canonicalPayload(tuple, "digest");
    this.#known.set(key, made);
    return made;
  }
}
