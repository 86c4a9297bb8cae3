/** How bad a finding is, in the words and the exit codes of monitoring: 0, 1, 2, 3. */
export type Level = "ok" | "warning" | "critical" | "unknown";

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, such as `broker` or `stream ORDERS`. */
  readonly check: string;
  readonly level: Level;
  /** What was found. */
  readonly message: string;
  /** What to do about it. */
  readonly mend?: string;
}

export const EXIT_CODES: Readonly<Record<Level, number>> = {
  ok: 0,
  warning: 1,
  critical: 2,
  unknown: 3,
};

/** The level of all together: what is critical, then what warns, then what could not be looked at. */
export function worst(findings: readonly Finding[]): Level {
  const order: readonly Level[] = ["critical", "warning", "unknown"];
  return order.find((level) => findings.some((each) => each.level === level)) ?? "ok";
}

/** Findings of one check, by level. */
export function findingsOf(check: string): {
  readonly ok: (message: string) => Finding;
  readonly warning: (message: string, mend: string) => Finding;
  readonly critical: (message: string, mend: string) => Finding;
  readonly unknown: (message: string, mend: string) => Finding;
} {
  return {
    ok: (message) => ({ check, level: "ok", message }),
    warning: (message, mend) => ({ check, level: "warning", message, mend }),
    critical: (message, mend) => ({ check, level: "critical", message, mend }),
    unknown: (message, mend) => ({ check, level: "unknown", message, mend }),
  };
}
