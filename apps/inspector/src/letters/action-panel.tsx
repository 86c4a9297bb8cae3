import { Alert, Button, Group, Textarea } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Session } from "../session/session.ts";
import type { Letter } from "./dead-letters.ts";
import { drop, dropPlan, type Outcome, redrive, redrivePlan } from "./letter-actions.ts";

type Action = "redrive" | "drop";

/** Sends back or drops the chosen letters; first it says what that will do. */
export function ActionPanel({
  session,
  stream,
  letters,
  isSending,
  onDone,
}: {
  readonly session: Session;
  readonly stream: string;
  readonly letters: readonly Letter[];
  readonly isSending: boolean;
  readonly onDone: () => void;
}): ReactNode {
  const [action, setAction] = useState<Action>();
  const [edited, setEdited] = useState<string>();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [isBusy, setBusy] = useState(false);
  const count = letters.length;
  const only = count === 1 ? letters[0] : undefined;
  const asked = useRef<HTMLDivElement>(null);
  const told = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLElement>(null);
  useEffect(() => {
    if (action !== undefined) asked.current?.focus();
  }, [action]);
  useEffect(() => {
    // The question that had the focus is gone.
    if (outcomes.length > 0) told.current?.focus();
  }, [outcomes]);
  const leave = () => {
    setAction(undefined);
    opener.current?.focus();
  };
  const start = (wanted: Action, button: HTMLElement) => {
    opener.current = button;
    setAction(wanted);
    setEdited(undefined);
    setOutcomes([]);
  };
  const act = async () => {
    setBusy(true);
    try {
      const { bridge } = session;
      const done =
        action === "drop"
          ? await drop(bridge, stream, letters)
          : await redrive(bridge, stream, letters, edited);
      setOutcomes(done);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      setOutcomes([{ seq: 0, text, isDone: false }]);
    }
    setBusy(false);
    setAction(undefined);
    onDone();
  };
  const plan = action === "drop" ? dropPlan(stream, letters) : redrivePlan(stream, letters);
  return (
    <div className="letter-actions">
      <Group gap="xs" my="xs">
        <Button
          variant="default"
          disabled={!isSending || count === 0}
          onClick={(event) => start("redrive", event.currentTarget)}
        >
          {`Send back${count > 0 ? ` ${count}` : ""}…`}
        </Button>
        <Button
          variant="default"
          disabled={!isSending || count === 0}
          onClick={(event) => start("drop", event.currentTarget)}
        >
          {`Drop${count > 0 ? ` ${count}` : ""}…`}
        </Button>
        {!isSending && <span className="payload-facts">Switch on sending to change anything</span>}
      </Group>
      <div ref={told} role="status" tabIndex={-1}>
        {outcomes.map(({ seq, text, isDone }) => (
          <p key={`${seq} ${text}`} className={isDone ? "" : "message-fault"}>
            {text}
          </p>
        ))}
      </div>
      {action !== undefined && count > 0 && (
        <Alert
          ref={asked}
          role="group"
          tabIndex={-1}
          color={action === "drop" ? "red" : "blue"}
          title="This will happen"
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            leave();
          }}
          my="xs"
        >
          <ul className="deviations">
            {plan.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {action === "redrive" && only && (
            <Textarea
              label="Body, to be mended"
              autosize
              maxRows={12}
              my="xs"
              value={edited ?? new TextDecoder().decode(only.message.data)}
              onChange={(event) => setEdited(event.currentTarget.value)}
            />
          )}
          <Group gap="xs">
            <Button
              color={action === "drop" ? "red" : "blue"}
              loading={isBusy}
              onClick={() => void act()}
            >
              {action === "drop" ? `Drop ${count} for good` : `Send back ${count}`}
            </Button>
            <Button variant="default" onClick={leave}>
              Leave it
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
