import { Anchor, Button, Group, Progress, SegmentedControl, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { FaultAlert } from "../page/fault-alert.tsx";
import { hrefOf } from "../page/route.ts";
import type { Session } from "../session/session.ts";
import { type Draft, typeOfFile } from "./draft.ts";
import { DraftFields } from "./draft-fields.tsx";
import { PlanView } from "./plan-view.tsx";
import { sendMessage, WAYS, type Way } from "./send-message.ts";
import { TemplateBar } from "./template-bar.tsx";
import { usePlan } from "./use-plan.ts";

const FIRST: Draft = { id: 1, name: "message", type: "text", text: "" };

/** Writes a message; shows how it would go before it goes. */
export function ComposePage({
  session,
  path: [to, correlation_id, reply_to_msg_id],
  isSending,
}: {
  readonly session: Session;
  /** Of a reply: its subject, and what of the message that it answers. */
  readonly path: readonly string[];
  readonly isSending: boolean;
}): ReactNode {
  const [subject, setSubject] = useState(to ?? "demo");
  const [drafts, setDrafts] = useState<readonly Draft[]>([FIRST]);
  const [way, setWay] = useState<Way>(WAYS[0]);
  const [loaded, setLoaded] = useState<number>();
  const [told, tell] = useState("");
  const [fault, setFault] = useState("");
  const answered =
    correlation_id === undefined || reply_to_msg_id === undefined
      ? undefined
      : { correlation_id, reply_to_msg_id };
  const plan = usePlan(session.bridge, subject, drafts);
  const add = (made: readonly Omit<Draft, "id">[]) => {
    setDrafts((all) => {
      const last = Math.max(0, ...all.map(({ id }) => id));
      return [...all, ...made.map((draft, index) => ({ ...draft, id: last + 1 + index }))];
    });
  };
  const send = async () => {
    tell("");
    setFault("");
    setLoaded(0);
    try {
      tell(
        await sendMessage(session.bridge, subject, drafts, way, answered, ({ loaded, total }) =>
          setLoaded(total ? (100 * loaded) / total : 0),
        ),
      );
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
    setLoaded(undefined);
  };
  return (
    <section
      className="page compose"
      aria-label="Compose"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const files = [...event.dataTransfer.files];
        add(files.map((file) => ({ name: file.name, type: typeOfFile(file), text: "", file })));
      }}
    >
      <h2 className="page-title">{answered ? "Reply" : "Compose"}</h2>
      {answered && (
        <p className="payload-facts">
          {`Answers message ${answered.reply_to_msg_id}, in the conversation ${answered.correlation_id}. `}
          <Anchor size="xs" href={hrefOf("compose")}>
            Write another message instead
          </Anchor>
        </p>
      )}
      <TemplateBar
        subject={subject}
        drafts={drafts}
        onOpen={(template) => {
          setSubject(template.subject);
          setDrafts(template.drafts);
        }}
      />
      <TextInput
        label="Subject"
        value={subject}
        spellCheck={false}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      {drafts.map((draft) => (
        <DraftFields
          key={draft.id}
          draft={draft}
          onChange={(next) => setDrafts(drafts.map((each) => (each.id === next.id ? next : each)))}
          onRemove={() => setDrafts(drafts.filter(({ id }) => id !== draft.id))}
        />
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          onClick={() => add([{ name: `payload ${drafts.length + 1}`, type: "text", text: "" }])}
        >
          Add a payload
        </Button>
        <span className="payload-facts">or drop files here</span>
      </Group>
      <PlanView plan={plan} />
      <Group gap="xs">
        <SegmentedControl
          aria-label="How"
          value={way}
          data={[...WAYS]}
          onChange={(value) => setWay(value as Way)}
        />
        <Button
          disabled={!isSending || plan.fault !== "" || loaded !== undefined}
          onClick={() => void send()}
        >
          Send
        </Button>
        {!isSending && <span className="payload-facts">Switch on sending first</span>}
      </Group>
      {loaded !== undefined && <Progress aria-label="Sending" value={loaded} />}
      <FaultAlert title="Not sent" fault={fault} />
      {told !== "" && (
        <pre role="status" className="text">
          {told}
        </pre>
      )}
    </section>
  );
}
