import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { formatBytes } from "../page/format.ts";
import { useBlobUrl } from "./use-blob-url.ts";

/** Saves a payload under its name. */
export function SaveLink({
  name,
  bytes,
}: {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}): ReactNode {
  const url = useBlobUrl(bytes);
  return (
    <Anchor className="payload-save" {...(url && { href: url })} download={name || "payload"}>
      {`Save, ${formatBytes(bytes.length)}`}
    </Anchor>
  );
}
