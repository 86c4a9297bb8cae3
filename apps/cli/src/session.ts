import { Interruption } from "./terminal/interruption.ts";

/** The time in which one command runs. */
export interface Session {
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP, and when the output cannot be written any more. */
  readonly signal: AbortSignal;
  /** Why the output could not be written, such as a full disk; a reader that has gone is none. */
  readonly outputFault: Interruption | undefined;
  /** Resolves when what was printed is written, or cannot be. */
  outputWritten(): Promise<void>;
  end(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Watches for what ends a command early. The first signal ends it in good order, the second at once. */
export function startSession(): Session {
  const interruption = new AbortController();
  let outputFault: Interruption | undefined;
  const watched = Object.entries(EXIT_CODES) as [keyof typeof EXIT_CODES, number][];
  const handlers = watched.map(([name, exitCode]) => {
    const handle = () => {
      if (interruption.signal.aborted) process.exit(exitCode);
      interruption.abort(new Interruption(`Interrupted by ${name}`, exitCode));
    };
    process.on(name, handle);
    return [name, handle] as const;
  });
  const onOutputError = (error: NodeJS.ErrnoException) => {
    // Whoever reads through `head` has seen enough: that is no fault.
    const isClosed = error.code === "EPIPE";
    const reason = new Interruption(
      `The output cannot be written: ${error.message}`,
      isClosed ? 0 : 1,
    );
    if (!isClosed) outputFault ??= reason;
    interruption.abort(reason);
  };
  process.stdout.on("error", onOutputError);
  process.stderr.on("error", onOutputError);
  return {
    signal: interruption.signal,
    get outputFault() {
      return outputFault;
    },
    outputWritten() {
      return new Promise((resolve) => process.stdout.write("", () => setImmediate(resolve)));
    },
    end() {
      for (const [name, handle] of handlers) process.removeListener(name, handle);
    },
  };
}
