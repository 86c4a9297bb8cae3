/** Headers of a message, as all NATS clients have them. */
export interface NatsHeaders {
  /** Status of a message that the server itself sent; 0 for all others. */
  readonly code?: number;
  /** Words for that status. */
  readonly description?: string;
  /** The value, or `""`. */
  get(name: string): string;
  set(name: string, value: string): void;
  has(name: string): boolean;
  keys(): string[];
  values(name: string): string[];
}
