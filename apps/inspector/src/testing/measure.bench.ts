/** Measures what a machine under load would get wrong: run it by hand on a quiet one. */
import { setTimeout as pause } from "node:timers/promises";
import { ensureStream } from "natsbridge";
import buildPage from "./build-page.test.support.ts";
import { startInspector } from "./start-inspector.test.support.ts";

const seconds = Number(process.argv[2] ?? 60);
const RATE = 2_000;
const MILLION = 1_000_000;

const removePage = await buildPage();
await using started = new AsyncDisposableStack();
started.defer(removePage);
const inspector = started.use(await startInspector());
const { connection } = inspector.bridge;
if (seconds > 0) await live();
await stream();
await table();

/** Frames and memory while 2,000 messages a second pass. */
async function live(): Promise<void> {
  const page = await inspector.openLive();
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const next = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    Object.assign(globalThis, { frames });
  });
  const [, text] = await inspector.bridge.smartsend("load.first", [
    ["reading", { celsius: 21.5, sensor: "t-1" }, "dictionary"],
  ]);
  const heap = () =>
    page.evaluate(() => {
      const { memory } = performance as { memory?: { readonly usedJSHeapSize: number } };
      return Math.round((memory?.usedJSHeapSize ?? 0) / 1e6);
    });
  await inspector.browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  const started = performance.now();
  const heaps: number[] = [];
  for (let sent = 0; sent < RATE * seconds; ) {
    const due = Math.min(RATE * seconds, ((performance.now() - started) / 1_000) * RATE);
    for (; sent < due; sent += 1) connection.publish(`load.${sent % 50}`, text);
    if (heaps.length <= (10 * (performance.now() - started)) / (1_000 * seconds)) {
      heaps.push(await heap());
    }
    await pause(5);
  }
  await connection.flush();
  await pause(1_000);
  const tasks = longestTasks(await inspector.browser.stopTracing());
  const frames = await page.evaluate(
    () => (globalThis as unknown as { readonly frames: number[] }).frames,
  );
  frames.sort((left, right) => left - right);
  const at = (share: number) => Math.round(frames[Math.floor(share * (frames.length - 1))] ?? 0);
  console.log(await page.getByRole("status").allInnerTexts());
  console.log({
    frames: frames.length,
    median_ms: at(0.5),
    p99_ms: at(0.99),
    longest_ms: at(1),
    longest_tasks_cpu_ms: tasks,
    over_100_ms: frames.filter((frame) => frame > 100).length,
    heap_mb: heaps,
    rows_in_page: await page.getByRole("listitem").count(),
  });
  await page.close();
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, in µs. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** The processor time of the longest tasks of a traced page, in ms: what others take of the machine is not in it. */
function longestTasks(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const threads = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  return traceEvents
    .filter(({ name }) => name.endsWith("RunTask"))
    .filter((each) => threads.some(({ pid, tid }) => pid === each.pid && tid === each.tid))
    .map(({ tdur = 0 }) => Math.round(tdur / 1_000))
    .sort((left, right) => right - left)
    .slice(0, 5);
}

/** Time until a stream of a million messages shows its newest. */
async function stream(): Promise<void> {
  await ensureStream(connection, { name: "MILLION", subjects: ["million.>"] });
  for (let index = 1; index <= MILLION; index += 1) {
    connection.publish(`million.${index % 10}`, `message ${index}`);
    if (index % 5_000 === 0) await connection.flush();
  }
  // `natsbridge dev` shows all that passes: it answers when it has.
  await fetch(inspector.url);
  const page = await inspector.open({}, "#/streams");
  const link = page.getByRole("link", { name: "MILLION" });
  await link.waitFor();
  const started = performance.now();
  await link.click();
  await page.getByRole("button", { name: /^1,000,000 / }).waitFor();
  console.log({ stream_open_ms: Math.round(performance.now() - started) });
  await page.close();
}

/** Time until a table of a million rows shows its first row, and its last. */
async function table(): Promise<void> {
  const page = await inspector.openLive();
  const id = Int32Array.from({ length: MILLION }, (_, index) => index);
  const value = Float64Array.from(id, (index) => Math.sin(index / 1_000));
  await inspector.bridge.smartsend("table", [["rows", { id, value }, "arrowtable"]]);
  await page.getByRole("listitem").getByRole("button", { name: /table/ }).click();
  let started = performance.now();
  await page.getByRole("button", { name: "Load" }).click();
  const grid = page.getByRole("grid");
  await grid.getByText("0.000999", { exact: false }).waitFor();
  const first = performance.now() - started;
  await grid.getByRole("cell").first().click();
  started = performance.now();
  await page.keyboard.press("Control+ArrowDown");
  await grid.getByText("999999", { exact: true }).waitFor();
  console.log({
    table_first_row_ms: Math.round(first),
    table_last_row_ms: Math.round(performance.now() - started),
    grid_rows_in_page: await grid.getByRole("row").count(),
  });
  await page.close();
}
