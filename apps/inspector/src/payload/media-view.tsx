import { type ReactNode, useState } from "react";
import { HexView } from "./hex-view.tsx";
import { PictureView } from "./picture-view.tsx";
import { useBlobUrl } from "./use-blob-url.ts";

/** A picture, a sound or a film; its bytes where the browser cannot show it. */
export function MediaView({
  name,
  type,
  bytes,
}: {
  readonly name: string;
  readonly type: "image" | "audio" | "video";
  readonly bytes: Uint8Array<ArrayBuffer>;
}): ReactNode {
  const url = useBlobUrl(bytes);
  const [isBroken, setBroken] = useState(false);
  const [facts, setFacts] = useState("");
  if (url === undefined) return null;
  const onError = () => setBroken(true);
  if (isBroken) {
    return (
      <>
        <p className="payload-facts">{`The browser cannot show this ${type}; its bytes are:`}</p>
        <HexView bytes={bytes} />
      </>
    );
  }
  if (type === "image") return <PictureView name={name} url={url} onError={onError} />;
  const Tag = type;
  return (
    <>
      <Tag
        className="player"
        src={url}
        controls
        aria-label={name}
        onError={onError}
        onLoadedMetadata={({ currentTarget: { duration } }) =>
          setFacts(Number.isFinite(duration) ? `${duration.toFixed(1)} s` : "")
        }
      />
      <p className="payload-facts">{facts}</p>
    </>
  );
}
