export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests?: number;
  readonly numFailedTestSuites?: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: unknown[];
  }[];
}

function isVitestReport(value: object): value is VitestReport {
  return "testResults" in value && "numPassedTests" in value;
}

function isCounts(value: unknown): value is Omit<Counts, "skipped"> & Partial<Counts> {
  return typeof value === "object" && value !== null && "passed" in value && "failed" in value;
}

/** The matrix of peers: what is not applicable is declared, what is missing was not run. */
interface ConformanceReport {
  readonly counts: { readonly passed: number; readonly failed: number; readonly missing: number };
}

function isConformanceReport(value: object): value is ConformanceReport {
  return "counts" in value && isCounts(value.counts) && "missing" in value.counts;
}

/** A file that does not even load holds no tests: it counts as one failure. */
function fromVitest(report: VitestReport): Counts {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

function fromJunit(text: string): Counts {
  const cases = text.match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const failed = cases.filter((one) => /<(?:failure|error)\b/.test(one)).length;
  const skipped = cases.filter((one) => /<skipped\b/.test(one)).length;
  return { passed: cases.length - failed - skipped, failed, skipped };
}

/** Reads what a runner wrote: JUnit XML, vitest's JSON, the conformance report, or `{ passed, failed, skipped? }`. */
export function readReport(path: string, text: string): Counts {
  if (path.endsWith(".xml")) return fromJunit(text);
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null) {
    if (isVitestReport(value)) return fromVitest(value);
    if (isConformanceReport(value)) {
      const { passed, failed, missing } = value.counts;
      return { passed, failed, skipped: missing };
    }
    if (isCounts(value)) {
      return { passed: value.passed, failed: value.failed, skipped: value.skipped ?? 0 };
    }
  }
  throw new Error(`${path} is no test report`);
}
