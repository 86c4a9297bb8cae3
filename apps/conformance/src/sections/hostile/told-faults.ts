import { SECRET } from "./hostile-case.ts";

/** What a worker says of the lines that were logged while it did a job. */
export interface LogReport {
  readonly lines: number;
  readonly characters: number;
  readonly longest: number;
  /** The first line that holds a control character or the text that must not be told. */
  readonly foul: string | null;
}

const MOST_MESSAGE = 2_000;
/** A line holds a message, and time, id and fields besides. */
const MOST_LINE = 4_000;

/** What is wrong with the message of an error: it is one line, short, and keeps secrets. */
export function messageFaults(message: string): string[] {
  const faults: string[] = [];
  if (/[\p{Cc}\u2028\u2029]/u.test(message)) faults.push("control characters");
  if (message.length > MOST_MESSAGE) faults.push(`${message.length} characters`);
  if (message.includes(SECRET)) faults.push("what was secret");
  if (message === "") faults.push("nothing");
  return faults;
}

/** What is wrong with a log: lines like messages of errors, and all together no more than twenty times what came. */
export function logFaults(log: LogReport | undefined, bodyBytes: number): string[] {
  if (log === undefined) return ["no report of the log"];
  const faults: string[] = [];
  if (log.foul !== null) faults.push(`foul line: ${log.foul}`);
  if (log.longest > MOST_LINE) faults.push(`a line of ${log.longest} characters`);
  if (log.characters > Math.max(20_000, 20 * bodyBytes)) {
    faults.push(`${log.characters} characters for ${bodyBytes} bytes`);
  }
  return faults;
}
