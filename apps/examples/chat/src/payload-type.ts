const KNOWN = ["image", "audio", "video"] as const;

/** The payload type of a file that someone picked; what the browser does not know is binary. */
export function payloadType(file: File): (typeof KNOWN)[number] | "binary" {
  return KNOWN.find((kind) => file.type.startsWith(`${kind}/`)) ?? "binary";
}
