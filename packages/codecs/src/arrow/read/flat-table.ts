import { damaged } from "./damaged.ts";
import { FlatBuffer } from "./flat-buffer.ts";

/** A table of a {@link FlatBuffer}: fields by their number in the format's schema. */
export class FlatTable {
  readonly #buffer: FlatBuffer;
  readonly #position: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;
  readonly #tableBytes: number;

  constructor(buffer: FlatBuffer, position: number) {
    buffer.check(position, 4);
    const vtable = position - buffer.view.getInt32(position, true);
    buffer.check(vtable, 4);
    this.#buffer = buffer;
    this.#position = position;
    this.#vtable = vtable;
    this.#vtableBytes = buffer.view.getUint16(vtable, true);
    this.#tableBytes = buffer.view.getUint16(vtable + 2, true);
    buffer.check(vtable, this.#vtableBytes);
    buffer.check(position, this.#tableBytes);
    buffer.spend(4);
  }

  bool(field: number): boolean {
    return this.uint8(field) !== 0;
  }

  uint8(field: number): number {
    const at = this.#at(field, 1);
    return at === undefined ? 0 : this.#buffer.view.getUint8(at);
  }

  int16(field: number, absent = 0): number {
    const at = this.#at(field, 2);
    return at === undefined ? absent : this.#buffer.view.getInt16(at, true);
  }

  int32(field: number, absent = 0): number {
    const at = this.#at(field, 4);
    return at === undefined ? absent : this.#buffer.view.getInt32(at, true);
  }

  int64(field: number): number {
    const at = this.#at(field, 8);
    return at === undefined ? 0 : safeInteger(this.#buffer.view.getBigInt64(at, true));
  }

  text(field: number): string | undefined {
    const at = this.#at(field, 4);
    return at === undefined ? undefined : this.#buffer.text(at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#at(field, 4);
    return at === undefined ? undefined : new FlatTable(this.#buffer, this.#buffer.follow(at));
  }

  /** The table of a field that must be there. */
  required(field: number, name: string): FlatTable {
    const table = this.table(field);
    if (table === undefined) throw damaged(`its metadata has no ${name}`);
    return table;
  }

  tables(field: number): FlatTable[] {
    const at = this.#at(field, 4);
    if (at === undefined) return [];
    const { start, length } = this.#buffer.vector(at, 4);
    return Array.from(
      { length },
      (_, index) => new FlatTable(this.#buffer, this.#buffer.follow(start + index * 4)),
    );
  }

  int32s(field: number): number[] {
    const at = this.#at(field, 4);
    if (at === undefined) return [];
    const { start, length } = this.#buffer.vector(at, 4);
    return Array.from({ length }, (_, index) =>
      this.#buffer.view.getInt32(start + index * 4, true),
    );
  }

  /** A vector of structs that are nothing but 64-bit integers, one after the other. */
  int64s(field: number, perStruct = 1, lowest = 0): number[] {
    const at = this.#at(field, 4);
    if (at === undefined) return [];
    const { start, length } = this.#buffer.vector(at, 8 * perStruct);
    return Array.from({ length: length * perStruct }, (_, index) =>
      safeInteger(this.#buffer.view.getBigInt64(start + index * 8, true), lowest),
    );
  }

  #at(field: number, bytes: number): number | undefined {
    const slot = 4 + field * 2;
    if (slot + 2 > this.#vtableBytes) return undefined;
    const offset = this.#buffer.view.getUint16(this.#vtable + slot, true);
    if (offset === 0) return undefined;
    if (offset + bytes > this.#tableBytes) throw damaged("its metadata points outside itself");
    return this.#position + offset;
  }
}

function safeInteger(value: bigint, lowest = 0): number {
  if (value < BigInt(lowest) || value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw damaged(`its metadata holds the impossible length or id ${value}`);
  }
  return Number(value);
}

/** The table that a flatbuffer is made of. */
export function rootTable(bytes: Uint8Array): FlatTable {
  const buffer = new FlatBuffer(bytes);
  return new FlatTable(buffer, buffer.follow(0));
}
