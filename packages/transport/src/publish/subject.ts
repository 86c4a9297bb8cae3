import { escapeControls, NatsBridgeError, utf8Length } from "@natsbridge/schema/base";

/** The server's limit on a protocol line is 4,096 bytes; reply subject and sizes share it. */
const LONGEST_SUBJECT = 2_048;

/** What nearly every subject looks like, and nothing that is refused; the rest is looked at closely. */
const PLAIN = /^[\w/$:#@+-]{1,255}(?:\.[\w/$:#@+-]{1,255}){0,6}$/;

/**
 * Refuses what is no subject to publish to: empty, white space, control characters, `*` or `>`, empty tokens
 * (`a..b`, a dot at either end), over 2,048 bytes. `/chat` is legal.
 *
 * @param what name of the subject in the error; default `"subject"`.
 * @throws NatsBridgeError `invalid_subject`.
 */
export function assertPublishSubject(subject: string, what = "subject"): void {
  if (typeof subject === "string" && PLAIN.test(subject)) return;
  assertTokens(subject, what);
  const wildcard = /[*>]/.exec(subject);
  if (wildcard) {
    throw refuse(subject, what, `contains "${wildcard[0]}"; wildcards are for subscribing only`);
  }
}

/**
 * Refuses what is no subject to subscribe to: as {@link assertPublishSubject}, but `*` is legal as a whole token and
 * `>` as the last one.
 *
 * @throws NatsBridgeError `invalid_subject`.
 */
export function assertSubscribeSubject(subject: string): void {
  assertTokens(subject, "subject");
  const tokens = subject.split(".");
  for (const [index, token] of tokens.entries()) {
    const isWildcard = token === "*" || (token === ">" && index === tokens.length - 1);
    if (!isWildcard && /[*>]/.test(token)) {
      throw refuse(subject, "subject", '"*" stands for a whole token and ">" for all that follow');
    }
  }
}

function assertTokens(subject: string, what: string): void {
  if (typeof subject !== "string") {
    const kind = subject === null ? "null" : `of type ${typeof subject}`;
    throw invalid(`${what} is ${kind}, not a string`);
  }
  if (subject === "") throw refuse(subject, what, "is empty");
  if (/\s/.test(subject)) throw refuse(subject, what, "contains white space");
  if (/\p{Cc}/u.test(subject)) throw refuse(subject, what, "contains a control character");
  if (!subject.isWellFormed()) {
    throw refuse(subject, what, "has a lone surrogate, which UTF-8 cannot hold");
  }
  if (subject.split(".").includes("")) {
    throw refuse(subject, what, "has an empty token: a dot at either end, or two in a row");
  }
  const bytes = utf8Length(subject);
  if (bytes > LONGEST_SUBJECT) {
    throw refuse(subject, what, `has ${bytes} bytes; the most is ${LONGEST_SUBJECT}`);
  }
}

function refuse(subject: string, what: string, why: string): NatsBridgeError {
  const shown = subject.length > 80 ? `${subject.slice(0, 80)}…` : subject;
  return invalid(`${what} "${escapeControls(shown)}" ${why}`);
}

function invalid(fault: string): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_subject",
    message: `${fault}. Expected tokens separated by dots, as in "analysis.results"`,
  });
}
