/** A part of a file, not checked against anything. */
export interface Piece {
  readonly from: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Length of the whole file where the store says it. */
  readonly size: number | undefined;
}

/** Reads a piece of a link by Range. @throws Error where the store gives the whole file, which is then not read. */
export async function readPiece(
  link: string,
  from: number,
  length: number,
  signal: AbortSignal,
): Promise<Piece> {
  const answer = await fetch(link, {
    headers: { Range: `bytes=${from}-${from + length - 1}` },
    redirect: "error",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal,
  });
  if (answer.status !== 206) {
    await answer.body?.cancel();
    throw new Error(`The file server gives no pieces (it answers ${answer.status})`);
  }
  const [, start, size] =
    /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers.get("content-range") ?? "") ?? [];
  return {
    from: start === undefined ? from : Number(start),
    bytes: new Uint8Array(await answer.arrayBuffer()),
    size: size === undefined ? undefined : Number(size),
  };
}
