/** Headers of a stored message, names as written, in their order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Reads a block of NATS headers: `NATS/1.0`, then `Name: value` lines. */
export function parseHeaders(block: Uint8Array): HeaderList {
  const [, ...lines] = new TextDecoder().decode(block).split("\r\n");
  return lines.flatMap((line) => {
    const at = line.indexOf(":");
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
  });
}

/** The first value of a header, whatever the case of its name; `""` where there is none. */
export function headerOf(headers: HeaderList, name: string): string {
  const wanted = name.toLowerCase();
  return headers.find(([each]) => each.toLowerCase() === wanted)?.[1] ?? "";
}
