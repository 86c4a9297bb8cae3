import { type ReactNode, useState } from "react";
import { formatCount } from "../page/format.ts";
import { HexView } from "./hex-view.tsx";
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
  const [isWhole, setWhole] = useState(false);
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
  if (type === "image") {
    return (
      <>
        <button
          type="button"
          className="picture"
          data-whole={isWhole}
          aria-label={isWhole ? "Fit the picture" : "Show the picture in its own size"}
          onClick={() => setWhole(!isWhole)}
        >
          <img
            src={url}
            alt={name}
            onError={onError}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setFacts(`${formatCount(naturalWidth)} × ${formatCount(naturalHeight)} pixels`)
            }
          />
        </button>
        <p className="payload-facts">{facts}</p>
      </>
    );
  }
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
