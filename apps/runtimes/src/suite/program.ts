import { runSuite } from "./run-suite.ts";

/** Where there is a command line: the settings are its first argument, the report is its last line. */
const results = await runSuite(JSON.parse(process.argv[2] ?? ""));
console.log(JSON.stringify({ results }));
