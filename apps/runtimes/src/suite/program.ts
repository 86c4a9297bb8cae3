import { NATSBridge } from "natsbridge";
import type { SuiteSettings } from "./check.ts";
import { runSuite } from "./run-suite.ts";

/** Where there is a command line: the settings are its first argument, the report is its last line. */
const settings = JSON.parse(process.argv[2] ?? "") as SuiteSettings;
const { broker_url, fileserver_url } = settings;
const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
console.log(JSON.stringify({ results: await runSuite(settings, bridge) }));
