import { CloseButton } from "@mantine/core";
import { deviations } from "@natsbridge/schema";
import { type ReactNode, useMemo } from "react";
import { Conversation } from "../conversation/conversation.tsx";
import { CopyAs } from "../copy/copy-as.tsx";
import { formatBytes, formatWhen } from "../page/format.ts";
import { PayloadView } from "../payload/payload-view.tsx";
import type { Session } from "../session/session.ts";
import { Deviations } from "./deviations.tsx";
import { EnvelopeFacts } from "./envelope-facts.tsx";
import { RawBody } from "./raw-body.tsx";
import { ReplyLink } from "./reply-link.tsx";
import { readBody, readPlain, type SeenMessage } from "./seen-message.ts";
import { useMessageFocus } from "./use-message-focus.ts";

/** All of one message: what it says of itself, and each payload as what it is. */
export function MessageView({
  message,
  session,
  around,
  onClose,
}: {
  readonly message: SeenMessage;
  /** What was seen with it, where its conversation is looked for. */
  readonly around: readonly SeenMessage[];
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
  const conversation = useMemo(() => {
    const { correlation } = message;
    return correlation === "" ? [] : around.filter((each) => each.correlation === correlation);
  }, [message, around]);
  const [article, close] = useMessageFocus(onClose);
  return (
    <article
      ref={article}
      className="message"
      tabIndex={-1}
      aria-label={`Message on ${message.subject}`}
    >
      <header className="message-header">
        <h2 className="message-title">{message.subject}</h2>
        <CloseButton aria-label="Close the message" onClick={close} />
      </header>
      <p className="message-when" title={message.at.toISOString()}>
        {`${formatWhen(message.at)} · ${formatBytes(message.data.length)}`}
      </p>
      {read && <ReplyLink envelope={read.envelope} />}
      {message.fault !== undefined && <p className="message-fault">{message.fault}</p>}
      {read?.envelope.payloads.map((payload, index) => (
        <PayloadView
          key={`${index} ${payload.id}`}
          source={{ data: message.data, raw: read.raw, payload, index }}
          session={session}
        />
      ))}
      <Conversation messages={conversation} chosen={message} />
      {read && <Deviations found={read.found} />}
      {read && <EnvelopeFacts envelope={read.envelope} headers={message.headers} />}
      {read && <CopyAs subject={message.subject} envelope={read.envelope} />}
      <RawBody data={message.data} />
    </article>
  );
}
