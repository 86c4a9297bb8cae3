import { Button, Group } from "@mantine/core";
import { type ReadPayloadV1, redactLink } from "@natsbridge/schema";
import { type ReactNode, useCallback, useState } from "react";
import { formatBytes } from "../page/format.ts";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { linkState } from "./link-state.ts";
import { PieceView } from "./piece-view.tsx";

/** From this size on a piece is offered. */
const LARGE = 1_000_000;

/** A link that was not read: whether it lives, and the ways to read it. */
export function LinkView({
  payload,
  session,
  onLoad,
}: {
  readonly payload: ReadPayloadV1;
  readonly session: Session;
  readonly onLoad: () => void;
}): ReactNode {
  const [allowed, setAllowed] = useState(session.allowed.length);
  const [isPiece, setPiece] = useState(false);
  const ask = useCallback(() => {
    void allowed;
    return linkState(payload, session, AbortSignal.timeout(30_000));
  }, [payload, session, allowed]);
  const { answer: state } = useAnswer(ask);
  const size = payload.size ?? undefined;
  const { origin } = state ?? {};
  return (
    <>
      <p className="link-state" data-kind={state?.kind ?? "asking"}>
        {state?.text ?? "Asking the file server…"}
      </p>
      <p className="payload-facts">{redactLink(String(payload.data))}</p>
      <Group gap="xs" mt="xs">
        {origin === undefined ? (
          state?.kind !== "refused" && (
            <Button size="compact-sm" variant="default" onClick={onLoad}>
              {size === undefined ? "Load" : `Load ${formatBytes(size)}`}
            </Button>
          )
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              session.allowed.push(origin);
              setAllowed(session.allowed.length);
            }}
          >
            {`Allow ${origin} until I disconnect`}
          </Button>
        )}
        {state?.hasPieces === true && (size ?? 0) >= LARGE && !isPiece && (
          <Button size="compact-sm" variant="default" onClick={() => setPiece(true)}>
            Look at a piece
          </Button>
        )}
      </Group>
      {isPiece && (
        <PieceView
          link={String(payload.data)}
          isText={payload.payload_type === "text" || payload.payload_type === "dictionary"}
        />
      )}
    </>
  );
}
