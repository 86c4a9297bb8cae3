import type { Table } from "apache-arrow";
import { lazy, type ReactNode, Suspense } from "react";
import type { Rows } from "../table/table-cells.ts";
import { HexView } from "./hex-view.tsx";
import { JsonTree } from "./json-tree.tsx";
import { MediaView } from "./media-view.tsx";
import type { OpenPayload } from "./payload-source.ts";
import { isPdf, PdfView } from "./pdf-view.tsx";
import { SaveLink } from "./save-link.tsx";
import { TextView } from "./text-view.tsx";

// A page that shows no table does not load the grid.
const TableView = lazy(() => import("../table/table-view.tsx"));

/** A payload as what it is. Nothing in it is rendered as markup. */
export function ValueView({
  name,
  opened,
}: {
  readonly name: string;
  readonly opened: OpenPayload;
}): ReactNode {
  return (
    <>
      {opened.fault !== undefined && <p className="message-fault">{opened.fault}</p>}
      <Value name={name} opened={opened} />
      <SaveLink name={name} bytes={opened.bytes} />
    </>
  );
}

function Value({ name, opened }: { readonly name: string; readonly opened: OpenPayload }) {
  const { type, bytes, value, fault } = opened;
  if (fault !== undefined) return <HexView bytes={bytes} />;
  switch (type) {
    case "text":
      return <TextView text={String(value)} />;
    case "dictionary":
      return <JsonTree value={value} />;
    case "jsontable":
    case "arrowtable":
      return (
        <Suspense>
          <TableView name={name} table={value as Table | Rows} />
        </Suspense>
      );
    case "image":
    case "audio":
    case "video":
      return <MediaView name={name} type={type} bytes={bytes} />;
    default:
      return (
        <>
          {isPdf(bytes) && <PdfView name={name} bytes={bytes} />}
          <HexView bytes={bytes} />
        </>
      );
  }
}
