import { useEffect, useState } from "react";

/** An address for bytes, until they are shown no more. The browser is told no media type: it runs nothing in them. */
export function useBlobUrl(
  bytes: Uint8Array<ArrayBuffer>,
  type = "application/octet-stream",
): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}
