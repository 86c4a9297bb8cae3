import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { formatCount } from "../page/format.ts";

/** Characters that are shown at once: more would hold the page. */
const PIECE = 50_000;

/** Text, a piece at a time. */
export function TextView({ text }: { readonly text: string }): ReactNode {
  const [shown, show] = useState(PIECE);
  return (
    <>
      <pre className="text">{text.slice(0, shown)}</pre>
      {text.length > shown && (
        <Button size="compact-sm" variant="default" onClick={() => show(shown + 4 * PIECE)}>
          {`More: ${formatCount(shown)} of ${formatCount(text.length)} characters are shown`}
        </Button>
      )}
    </>
  );
}
