import { type Data, Vector } from "apache-arrow";
import { damaged } from "./damaged.ts";

/** A dictionary that grows from batch to batch costs memory for each step; nothing real takes so many. */
const MAX_CHUNKS = 4096;

/** The dictionaries read so far. Batches that follow one another share the vectors. */
export class ReadDictionaries {
  readonly #chunks = new Map<number, readonly Data[]>();
  readonly #vectors = new Map<number, Vector>();

  /** Takes in a dictionary: a delta adds to what is there, anything else replaces it. */
  add(id: number, chunk: Data, isDelta: boolean): void {
    const known = isDelta ? (this.#chunks.get(id) ?? []) : [];
    if (known.length >= MAX_CHUNKS) throw damaged(`dictionary number ${id} has too many pieces`);
    this.#chunks.set(id, [...known, chunk]);
    this.#vectors.delete(id);
  }

  get(id: number): Vector {
    const made = this.#vectors.get(id);
    if (made !== undefined) return made;
    const chunks = this.#chunks.get(id);
    if (chunks === undefined) {
      throw damaged(`dictionary number ${id} does not come before its use`);
    }
    const vector = new Vector(chunks).memoize();
    this.#vectors.set(id, vector);
    return vector;
  }
}
