import { NATSBridge } from "natsbridge";
import type { SuiteSettings } from "./check.ts";
import { runSuite } from "./run-suite.ts";

/** A worker at the edge: it is asked with the settings, and answers with the report. */
export default {
  async fetch(request: Request): Promise<Response> {
    const settings = (await request.json()) as SuiteSettings;
    const { broker_url, fileserver_url } = settings;
    const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
    return Response.json({ results: await runSuite(settings, bridge) });
  },
};
