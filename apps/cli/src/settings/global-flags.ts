import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";

/** What every command takes. */
export interface GlobalFlags {
  readonly nats?: string;
  readonly context?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly creds?: string;
  readonly nkey?: string;
  readonly tlscert?: string;
  readonly tlskey?: string;
  readonly tlsca?: string;
  readonly jsDomain?: string;
  readonly jsApiPrefix?: string;
  readonly files?: string;
  readonly s3?: string;
  readonly webdav?: string;
  readonly allowOrigin?: readonly string[];
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** Flag, what it is for, and the variable that stands for it. */
const FLAGS: readonly (readonly [flags: string, description: string, variable?: string])[] = [
  ["--nats <urls>", "broker, or several separated by commas", "NATS_URL"],
  ["--context <name>", "a context of the nats command", "NATS_CONTEXT"],
  ["--user <name>", "user, or token where there is no password", "NATS_USER"],
  ["--password <password>", "better in the variable than on a command line", "NATS_PASSWORD"],
  ["--token <token>", "token", "NATS_TOKEN"],
  ["--creds <file>", "credentials file", "NATS_CREDS"],
  ["--nkey <file>", "file with an nkey seed", "NATS_NKEY"],
  ["--tlscert <file>", "client certificate", "NATS_CERT"],
  ["--tlskey <file>", "its private key", "NATS_KEY"],
  ["--tlsca <file>", "certificate authorities of the broker", "NATS_CA"],
  ["--js-domain <domain>", "JetStream domain of the streams, as sites at the edge have one"],
  ["--js-api-prefix <prefix>", "what their JetStream API was imported as, in place of a domain"],
  ["--files <url>", "file server: Plik, or that of natsbridge dev", "FILESERVER_URL"],
  [
    "--s3 <url>",
    "file server: s3://bucket/prefix with ?endpoint=URL and &region=R; keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  ],
  ["--webdav <url>", "file server: a folder that takes PUT"],
  ["--json", "for programs: one JSON document a line"],
  ["--debug", "show stack traces"],
];

/** Adds the flags that every command takes. */
export function addGlobalFlags(program: CommandUnknownOpts): void {
  for (const [flags, description, variable] of FLAGS) {
    const option = new Option(flags, description);
    program.addOption(variable === undefined ? option : option.env(variable));
  }
  program.addOption(
    new Option("--allow-origin <origin>", "origin that links may have; may be repeated").argParser(
      (origin: string, before: readonly string[] | undefined) => [...(before ?? []), origin],
    ),
  );
}

/** The global flags of a command line. An empty one counts as not given, as an empty variable does. */
export function globalFlags(command: CommandUnknownOpts): GlobalFlags {
  const given = Object.entries(command.optsWithGlobals()).filter(([, value]) => value !== "");
  return Object.fromEntries(given) as GlobalFlags;
}

/** Whether a global flag was typed, and does not only come from the environment. */
export function isTyped(command: CommandUnknownOpts, name: keyof GlobalFlags): boolean {
  return command.getOptionValueSourceWithGlobals(name) === "cli";
}
