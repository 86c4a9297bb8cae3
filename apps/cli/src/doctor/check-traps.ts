import { type Finding, findingsOf } from "./finding.ts";

const check = findingsOf("addresses");
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;
const PROXIES = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
];

/** Addresses that mean something else elsewhere, and proxies that are set but not used. */
export function checkTraps(brokerLabel: string, files: string): Finding[] {
  const broker = hostOf(/^[a-z]+:\/\//i.test(brokerLabel) ? brokerLabel : `nats://${brokerLabel}`);
  const store = hostOf(files);
  const findings: Finding[] = [];
  if (
    store !== undefined &&
    LOOPBACK.test(store) &&
    broker !== undefined &&
    !LOOPBACK.test(broker)
  ) {
    findings.push(
      check.warning(
        `links will say ${new URL(files).origin}, which readers on other machines take for their own`,
        "Give the file server's name in the network with --files or FILESERVER_URL",
      ),
    );
  }
  const proxy = PROXIES.find((name) => (process.env[name] ?? "") !== "");
  if (proxy !== undefined && store !== undefined && process.env.NODE_USE_ENV_PROXY !== "1") {
    findings.push(
      check.warning(
        `${proxy} is set, and Node does not use it for the file server`,
        "Set NODE_USE_ENV_PROXY=1, and NO_PROXY for what is reached directly",
      ),
    );
  }
  return findings.length > 0 ? findings : [check.ok("no trap in the addresses")];
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
