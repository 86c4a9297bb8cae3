import { Anchor, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { formatBytes } from "./format-bytes.ts";

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
  const [url] = useState(() =>
    URL.createObjectURL(new Blob([content], { type: "application/octet-stream" })),
  );
  const [isShown, setIsShown] = useState(type !== "binary");
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const size = content instanceof Blob ? content.size : content.byteLength;
  const giveUp = () => setIsShown(false);
  return (
    <figure>
      {isShown && type === "image" && <img src={url} alt={name} onError={giveUp} />}
      {isShown && type === "audio" && (
        <audio src={url} controls aria-label={name} onError={giveUp}>
          <track kind="captions" />
        </audio>
      )}
      {isShown && type === "video" && (
        <video src={url} controls aria-label={name} onError={giveUp}>
          <track kind="captions" />
        </video>
      )}
      <figcaption>
        <Anchor href={url} download={name} size="xs">
          {name}
        </Anchor>
        <Text span size="xs" c="dimmed">
          {" "}
          {formatBytes(size)}
        </Text>
      </figcaption>
    </figure>
  );
}
