import type { CheckResult } from "./check.ts";

/** Tells the site that served the page how it went; what throws is told, too. */
export async function report(running: Promise<readonly CheckResult[]>): Promise<void> {
  const told = await running.then(
    (results) => ({ results }),
    (error: unknown) => ({ fault: error instanceof Error ? `${error.stack}` : String(error) }),
  );
  await fetch("/report", { method: "POST", body: JSON.stringify(told) });
}
