import { messageOf } from "@natsbridge/schema/base";

/** Words of the libraries for what this command has a flag for, and that flag; the longer ones first. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^fileserver_url:/, "--files:"],
  [
    /^confirm: expected nothing beside jetstream,/,
    "--confirm: expected nothing beside --jetstream,",
  ],
  [/^headers:/, "--header:"],
  [/^timeout:/, "--timeout:"],
  [/^reply_to (?=")/, "--reply-to "],
  [/^consumer (?=")/, "--durable "],
  [/^data: a message of msg_purpose/, "payloads: a message of --purpose"],
  [/add (it|"[^"]*") to allowed_link_origins/g, "name $1 with --allow-origin"],
  [/fileserver_url or fileserver\b/g, "--files, --s3 or --webdav"],
  [/\bsize_threshold\b/g, "--size-threshold"],
  [/\(max_download_bytes\)/g, "(--max-bytes)"],
  [/\bmax_decoded_bytes\b/g, "--max-bytes"],
  [/--js-api_prefix\b/g, "--js-api-prefix"],
  [/leave domain out/g, "leave --js-domain, or jetstream_domain of the context, out"],
  [/without jetstream\b/g, "without --jetstream"],
  [
    /as in ensureStream\(connection, \{ name: "([^"]*)", subjects: \["([^"]*)"\] \}\)/g,
    "as in nats stream add '$1' --subjects '$2'",
  ],
  [/with ensureStream\b/g, "with nats stream add"],
  [/\bnpx natsbridge dev, or @natsbridge\/fileserver-local\b/g, "natsbridge dev"],
  [/\bthe authenticator in connection_options threw\b/g, "reading --creds or --nkey ended in"],
  [
    /\bconnection_options\.tls \(ca for a private authority, cert and key where/g,
    "--tlsca (for a private authority), --tlscert and --tlskey (where",
  ],
  [/\bconnection_options\.tls needs cert and key\b/g, "it needs --tlscert and --tlskey"],
  [
    /\buser and password, token, or authenticator, in the URL or in connection_options\b/g,
    "--user with --password, --token, --creds or --nkey",
  ],
  [/\binboxPrefix in connection_options\b/g, "inbox_prefix of a context"],
  [/\bor use connection_options\b/g, "or use --user, --token, --creds or --nkey"],
  [/ If you want that, set allow_system_reply\b/g, ""],
];

/** What went wrong, in the words of this command: the flag in place of the option that stands for it in the libraries. */
export function said(error: unknown): string {
  return inFlags(messageOf(error));
}

/** A text of the libraries in the words of this command. */
export function inFlags(text: string): string {
  return WORDS.reduce((result, [word, flag]) => result.replace(word, flag), text);
}
