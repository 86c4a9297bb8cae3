import { Anchor } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";

/**
 * A picture, a sound, a film or any file. The browser is told no media type, so that it finds pictures and sounds by
 * their bytes and runs nothing: an SVG or a web page under a hostile name is a file to save.
 */
export function FileView({
  name,
  type,
  content,
}: {
  readonly name: string;
  readonly type: "image" | "audio" | "video" | "binary";
  readonly content: Blob | Uint8Array<ArrayBuffer>;
}): ReactNode {
  const [blob] = useState(() => new Blob([content], { type: "application/octet-stream" }));
  const [src] = useState(() => URL.createObjectURL(blob));
  const [isUnknown, setIsUnknown] = useState(type === "binary");
  useEffect(() => () => URL.revokeObjectURL(src), [src]);
  const media = { src, controls: true, "aria-label": name, onError: () => setIsUnknown(true) };
  return (
    <figure>
      {!isUnknown && type === "image" && <img src={src} alt={name} onError={media.onError} />}
      {!isUnknown && type === "audio" && (
        <audio {...media}>
          <track kind="captions" />
        </audio>
      )}
      {!isUnknown && type === "video" && (
        <video {...media}>
          <track kind="captions" />
        </video>
      )}
      <figcaption>
        <Anchor href={src} download={name} size="xs">
          {name} · {(blob.size / 1e6).toFixed(1)} MB
        </Anchor>
      </figcaption>
    </figure>
  );
}
