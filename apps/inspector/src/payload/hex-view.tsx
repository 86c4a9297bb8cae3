import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { formatCount } from "../page/format.ts";
import { hexLines } from "./hex-lines.ts";

/** Bytes that are shown at once. */
const PIECE = 4_096;

/** Bytes as hex and as characters, a piece at a time. */
export function HexView({ bytes }: { readonly bytes: Uint8Array }): ReactNode {
  const [from, setFrom] = useState(0);
  const to = Math.min(bytes.length, from + PIECE);
  return (
    <>
      <pre className="text hex">{hexLines(bytes.subarray(from, to), from)}</pre>
      {bytes.length > PIECE && (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={from === 0}
            onClick={() => setFrom(from - PIECE)}
          >
            Before
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={to === bytes.length}
            onClick={() => setFrom(to)}
          >
            After
          </Button>
          <span className="payload-facts">
            {`bytes ${formatCount(from)} to ${formatCount(to - 1)} of ${formatCount(bytes.length)}`}
          </span>
        </Group>
      )}
    </>
  );
}
