import { Button, Group } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { FaultAlert } from "../page/fault-alert.tsx";
import { formatCount } from "../page/format.ts";
import { useAnswer } from "../page/use-answer.ts";
import { hexLines } from "./hex-lines.ts";
import { readPiece } from "./read-piece.ts";

/** Bytes that are read and shown at once. */
const PIECE = 4_096;

/** A huge file, a piece at a time. What is shown was not checked: only the whole has a checksum. */
export function PieceView({
  link,
  isText,
}: {
  readonly link: string;
  readonly isText: boolean;
}): ReactNode {
  const [from, setFrom] = useState(0);
  const ask = useCallback(
    () => readPiece(link, from, PIECE, AbortSignal.timeout(30_000)),
    [link, from],
  );
  const { answer: piece, fault } = useAnswer(ask);
  if (fault !== "") return <FaultAlert title="No piece" fault={fault} />;
  if (piece === undefined) return null;
  const to = piece.from + piece.bytes.length;
  return (
    <>
      <pre className={isText ? "text" : "text hex"}>
        {isText ? new TextDecoder().decode(piece.bytes) : hexLines(piece.bytes, piece.from)}
      </pre>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          disabled={from === 0}
          onClick={() => setFrom(Math.max(0, from - PIECE))}
        >
          Before
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={piece.size !== undefined && to >= piece.size}
          onClick={() => setFrom(to)}
        >
          After
        </Button>
        <span className="payload-facts">
          {`bytes ${formatCount(piece.from)} to ${formatCount(to - 1)}`}
          {piece.size !== undefined && ` of ${formatCount(piece.size)}`}
          {" · unverified"}
        </span>
      </Group>
    </>
  );
}
