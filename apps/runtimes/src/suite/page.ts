import { report } from "./report.ts";
import { runOnPage } from "./run-on-page.ts";

/** A page without anything optional. */
void report(runOnPage());
