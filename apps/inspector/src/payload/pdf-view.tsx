import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useBlobUrl } from "./use-blob-url.ts";

/** Whether bytes begin as a PDF does. */
export function isPdf(bytes: Uint8Array): boolean {
  return [0x25, 0x50, 0x44, 0x46, 0x2d].every((byte, index) => bytes[index] === byte);
}

/** A PDF in the browser's own viewer, where it has one. It is a frame of its own origin that reaches nothing here. */
export function PdfView({
  name,
  bytes,
}: {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}): ReactNode {
  const [isOpen, open] = useState(false);
  if (!navigator.pdfViewerEnabled) {
    return (
      <p className="payload-facts">A PDF; this browser has no viewer for it. Save it to see it.</p>
    );
  }
  if (isOpen) return <PdfFrame name={name} bytes={bytes} />;
  return (
    <Button size="compact-sm" variant="default" onClick={() => open(true)}>
      Show the PDF
    </Button>
  );
}

function PdfFrame({
  name,
  bytes,
}: {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}) {
  const url = useBlobUrl(bytes, "application/pdf");
  return url && <iframe className="pdf" title={name} src={url} referrerPolicy="no-referrer" />;
}
