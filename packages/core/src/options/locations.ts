import { DEFAULT_BROKER_URL, DEFAULT_FILESERVER_URL, stripCredentials } from "@natsbridge/schema";
import { environmentVariable, invalidConfig, textOption } from "@natsbridge/schema/base";

const BROKER = /^(?:(?:nats|tls|ws|wss):\/\/)?(?!\w+:\/\/)[^\s/?#,]+(?:\/[^\s,]*)?$/i;

/** Where the broker is: option, then `NATS_URL`, then the default. May list several servers separated by commas. */
export function brokerUrl(option: unknown): string {
  return located("broker_url", option, "NATS_URL", DEFAULT_BROKER_URL, (url) =>
    url.split(",").every((server) => BROKER.test(server.trim()) && hasUsablePort(server)),
  );
}

/** Where the file server is, where anybody said so: option, then `FILESERVER_URL`. */
export function givenFileserverUrl(option: unknown): string | undefined {
  const isGiven = textOption("fileserver_url", option, "") !== "";
  return isGiven || environmentVariable("FILESERVER_URL") !== undefined
    ? fileserverUrl(option)
    : undefined;
}

/** Where the file server is: option, then `FILESERVER_URL`, then the default. */
export function fileserverUrl(option: unknown): string {
  return located("fileserver_url", option, "FILESERVER_URL", DEFAULT_FILESERVER_URL, isHttpUrl);
}

function located(
  name: string,
  option: unknown,
  variable: string,
  fallback: string,
  isValid: (url: string) => boolean,
): string {
  const given = textOption(name, option, "");
  const url = given === "" ? (environmentVariable(variable) ?? fallback) : given;
  if (url === fallback || isValid(url)) return url;
  const source = given === "" ? `Environment variable ${variable}` : name;
  throw invalidConfig(source, `a URL such as ${fallback}`, stripCredentials(url));
}

function hasUsablePort(server: string): boolean {
  const address = stripCredentials(server.trim()).replace(/^\w+:\/\//, "");
  const port = /:([^:\]/]*)(?:\/.*)?$/.exec(address)?.[1];
  return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535);
}

function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}
