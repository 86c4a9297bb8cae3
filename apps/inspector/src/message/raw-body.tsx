import type { ReactNode } from "react";
import { useState } from "react";
import { HexView } from "../payload/hex-view.tsx";
import { TextView } from "../payload/text-view.tsx";

/** The body as it came: text where it is UTF-8, else bytes. */
export function RawBody({ data }: { readonly data: Uint8Array }): ReactNode {
  const [isOpen, open] = useState(false);
  return (
    <details className="raw" onToggle={(event) => open(event.currentTarget.open)}>
      <summary>Body as it came</summary>
      {isOpen && <RawText data={data} />}
    </details>
  );
}

function RawText({ data }: { readonly data: Uint8Array }) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    return <TextView text={text} />;
  } catch {
    return <HexView bytes={data} />;
  }
}
