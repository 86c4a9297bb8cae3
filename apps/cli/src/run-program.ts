import { CommanderError } from "commander";
import { createProgram } from "./program.ts";
import { startSession } from "./session.ts";
import { Interruption } from "./terminal/interruption.ts";

/** What is wrong with the command line itself. */
const USAGE = 2;

/** Runs one command line; gives its exit code: 0, 1 for a failure, 2 for wrong usage, 130 and 143 when interrupted. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const session = startSession();
  let exitCode = 0;
  try {
    await createProgram(session, (code) => {
      exitCode = code;
    }).parseAsync([...argv]);
    await session.outputWritten();
    if (session.outputFault === undefined) return exitCode;
    throw session.outputFault;
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    const { reason } = session.signal;
    if (reason instanceof Interruption && reason !== session.outputFault) return reason.exitCode;
    const { reportError } = await import("./report-error.ts");
    reportError(session.outputFault ?? error, argv);
    return 1;
  } finally {
    session.end();
  }
}
