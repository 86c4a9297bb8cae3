import type { FileServer } from "../store/file-server.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { DOWNLOAD_CASES } from "./download-cases.ts";
import { OTHER_CASES } from "./other-cases.ts";
import { UPLOAD_CASES } from "./upload-cases.ts";

/** Makes a store that is empty or used by nobody else. */
export type MakeStore = () => FileServer | Promise<FileServer>;

/** A case bound to the store under test. */
export interface BoundConformanceCase {
  readonly name: string;
  readonly needs: ConformanceCase["needs"];
  /** Rejects with the reason when the store fails. */
  run(): Promise<void>;
}

/** Options of both forms. */
export interface ConformanceOptions {
  /** Longest time for one case, in ms. Default: 30,000. */
  readonly timeout?: number | undefined;
}

/** How a store did. */
export interface ConformanceReport {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
  /** Cases that need a capability the store does not claim. */
  readonly inapplicable: readonly string[];
}

const CASES: readonly ConformanceCase[] = [...UPLOAD_CASES, ...DOWNLOAD_CASES, ...OTHER_CASES];

/**
 * What every `FileServer` must do, as data for any test runner: the cases that apply to the store's capabilities.
 *
 * ```ts
 * for (const { name, run } of await fileServerConformance(makeStore)) test(name, run);
 * ```
 */
export async function fileServerConformance(
  makeStore: MakeStore,
  { timeout = 30_000 }: ConformanceOptions = {},
): Promise<readonly BoundConformanceCase[]> {
  const store = await makeStore();
  return CASES.filter(({ needs }) => needs.every((need) => store.capabilities[need])).map(
    ({ name, needs, run }) => ({ name, needs, run: () => withinTime(run(store), timeout) }),
  );
}

async function withinTime(running: Promise<void>, timeout: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeout} ms`)), timeout);
  });
  try {
    await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs the cases one after another, without a test runner. */
export async function runFileServerConformance(
  makeStore: MakeStore,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const cases = await fileServerConformance(makeStore, options);
  const applicable = new Set(cases.map(({ name }) => name));
  const passed: string[] = [];
  const failed: { name: string; error: unknown }[] = [];
  for (const { name, run } of cases) {
    try {
      await run();
      passed.push(name);
    } catch (error) {
      failed.push({ name, error });
    }
  }
  const inapplicable = CASES.map(({ name }) => name).filter((name) => !applicable.has(name));
  return { passed, failed, inapplicable };
}
