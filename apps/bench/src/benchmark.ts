/** What one run came to. */
export interface Sample {
  /** In the unit of the benchmark. */
  readonly figure: number;
  /** Processor time of this process in ms. */
  readonly cpu?: number;
}

/** One way to do the work of a {@link Benchmark}. */
export interface Contender {
  readonly name: string;
  /** Does the work once. Gives what it measured itself, or nothing: then the time of the call counts (ms). */
  run(): Promise<Sample | number | undefined> | Sample | number | undefined;
}

/** What the subject must reach against another contender. */
export interface Bar {
  readonly against: string;
  /** The other one's figure divided by the subject's must be at least this. */
  readonly atLeast: number;
  /** Whether processor time is compared, and not the figure. Default: false. */
  readonly isOfCpu?: boolean;
}

/** A piece of work that several contenders do, measured in turns. */
export interface Benchmark {
  readonly name: string;
  /** What the figures are. */
  readonly unit: "ms" | "bytes";
  /** Messages in one run, where it is told how many pass in a second and what each costs. */
  readonly messages?: number;
  /** The first one is ours: the others are compared with it. */
  readonly contenders: readonly Contender[];
  readonly bars: readonly Bar[];
}

/** Benchmarks that belong together, with what they need to be set up. */
export interface Suite {
  readonly name: string;
  prepare(): Promise<{ benchmarks: readonly Benchmark[]; close(): Promise<void> }>;
}
