/** The parts of the report, in order. */
export const SECTIONS = [
  "api",
  "matrix",
  "stores",
  "messages",
  "requests",
  "jetstream",
  "planner",
  "written",
  "refusals",
  "vectors",
  "hostile",
] as const;
export type Section = (typeof SECTIONS)[number];

/** One thing that is proved: a cell of the report. */
export interface Case {
  readonly section: Section;
  /** Row in its section: whoever sends, or the vector. */
  readonly row: string;
  /** Column in its section: whoever receives. */
  readonly column: string;
  /** Cell within row and column, such as `text direct small`; empty where there is one only. */
  readonly detail: string;
}

export type Status = "passed" | "failed" | "not applicable" | "missing";

/** What became of a case. */
export interface Result extends Case {
  readonly status: Status;
  /** Why it failed, is not applicable or is missing; for a passed refusal: what was refused. */
  readonly note?: string;
  readonly expected?: unknown;
  /** Absent where it passed: then it was equal to what was expected. */
  readonly got?: unknown;
  /** Key of the message in the report's `messages`. */
  readonly message?: string;
}

/** Name of a case, unique in a run. */
export function caseId({ section, row, column, detail }: Case): string {
  return [section, row, column, detail].filter((part) => part !== "").join(" / ");
}
