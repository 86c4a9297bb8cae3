import { NATSBridge } from "natsbridge";
import type { CheckResult, SuiteSettings } from "./check.ts";
import { report } from "./report.ts";
import { runSuite } from "./run-suite.ts";

/** The part of the scope of a service worker that is used. */
interface MessageOfPage extends MessageEvent<SuiteSettings> {
  waitUntil(work: Promise<unknown>): void;
}

async function run(settings: SuiteSettings): Promise<readonly CheckResult[]> {
  const { broker_url, fileserver_url } = settings;
  return runSuite(settings, await NATSBridge.connect({ broker_url, fileserver_url }));
}

/** Its page says when; the browser ends a service worker that seems to do nothing. */
addEventListener("message", (event) => {
  const message = event as MessageOfPage;
  message.waitUntil(report(run(message.data)));
});
