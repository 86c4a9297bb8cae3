import { formatBytes } from "../terminal/format-bytes.ts";

/** What a picture, a sound or a film says of itself; undefined where it cannot be told. */
export async function mediaFacts(
  type: "image" | "audio" | "video",
  bytes: Uint8Array,
): Promise<string | undefined> {
  const size = formatBytes(bytes.length);
  try {
    const facts = type === "image" ? await pictureFacts(bytes) : await soundFacts(bytes);
    return facts.length === 0 ? undefined : [...facts, size].join(", ");
  } catch {
    return undefined;
  }
}

async function pictureFacts(bytes: Uint8Array): Promise<string[]> {
  const { imageSize } = await import("image-size");
  const { type, width, height } = imageSize(bytes);
  return [...(type === undefined ? [] : [type.toUpperCase()]), `${width} × ${height}`];
}

async function soundFacts(bytes: Uint8Array): Promise<string[]> {
  const { parseBuffer } = await import("music-metadata");
  const { format } = await parseBuffer(bytes, undefined, { skipCovers: true, duration: true });
  const { container, codec, duration, sampleRate, numberOfChannels } = format;
  if (container === undefined) return [];
  return [
    codec === undefined || codec === container ? container : `${container} (${codec})`,
    ...(duration === undefined ? [] : [`${duration.toFixed(1)} s`]),
    ...(sampleRate === undefined ? [] : [`${sampleRate.toLocaleString("en-US")} Hz`]),
    ...(numberOfChannels === undefined ? [] : [channels(numberOfChannels)]),
  ];
}

function channels(count: number): string {
  if (count === 1) return "mono";
  return count === 2 ? "stereo" : `${count} channels`;
}
