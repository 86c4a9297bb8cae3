import { CloseButton } from "@mantine/core";
import { deviations } from "@natsbridge/schema";
import { type ReactNode, useEffect, useMemo } from "react";
import { formatBytes, formatClock } from "../page/format.ts";
import { PayloadView } from "../payload/payload-view.tsx";
import type { Session } from "../session/session.ts";
import { Deviations } from "./deviations.tsx";
import { EnvelopeFacts } from "./envelope-facts.tsx";
import { RawBody } from "./raw-body.tsx";
import { readBody, readPlain, type SeenMessage } from "./seen-message.ts";

/** All of one message: what it says of itself, and each payload as what it is. */
export function MessageView({
  message,
  session,
  onClose,
}: {
  readonly message: SeenMessage;
  readonly session: Session;
  readonly onClose: () => void;
}): ReactNode {
  const read = useMemo(() => {
    try {
      const { raw, envelope } = readBody(message.data);
      return { raw, envelope, found: deviations(readPlain(message.data)) };
    } catch {
      return undefined;
    }
  }, [message]);
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, [onClose]);
  return (
    <article className="message" aria-label={`Message on ${message.subject}`}>
      <header className="message-header">
        <h2 className="message-title">{message.subject}</h2>
        <CloseButton aria-label="Close the message" onClick={onClose} />
      </header>
      <p className="message-when" title={message.at.toISOString()}>
        {`${formatClock(message.at)} · ${formatBytes(message.data.length)}`}
      </p>
      {message.fault !== undefined && <p className="message-fault">{message.fault}</p>}
      {read?.envelope.payloads.map((payload, index) => (
        <PayloadView
          key={`${index} ${payload.id}`}
          source={{ data: message.data, raw: read.raw, payload, index }}
          session={session}
        />
      ))}
      {read && <Deviations found={read.found} />}
      {read && <EnvelopeFacts envelope={read.envelope} headers={message.headers} />}
      <RawBody data={message.data} />
    </article>
  );
}
