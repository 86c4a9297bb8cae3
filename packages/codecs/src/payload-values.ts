import type { PayloadType } from "@natsbridge/schema";
import type { Table } from "apache-arrow";
import type { TableInput } from "./arrow/table-input.ts";
import type { JsonInput, JsonObject, JsonValue } from "./json/json-value.ts";

/** Bytes as they are accepted; none of them is copied, except that a `Blob` is read. */
export type BinaryInput = Uint8Array | ArrayBufferLike | ArrayBufferView | Blob;

/** What is accepted for each payload type. */
export interface PayloadInput {
  text: string;
  dictionary: JsonInput;
  arrowtable: TableInput;
  jsontable: readonly object[];
  image: BinaryInput;
  audio: BinaryInput;
  video: BinaryInput;
  binary: BinaryInput;
}

/** What is given back for each payload type. */
export interface PayloadOutput {
  text: string;
  dictionary: JsonValue;
  arrowtable: Table;
  jsontable: JsonObject[];
  image: Uint8Array<ArrayBuffer>;
  audio: Uint8Array<ArrayBuffer>;
  video: Uint8Array<ArrayBuffer>;
  binary: Uint8Array<ArrayBuffer>;
}

/** A value of any payload type, as it is given back. */
export type PayloadValue = PayloadOutput[PayloadType];
