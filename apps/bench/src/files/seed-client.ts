import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The original JavaScript's download: the whole body, unverified. */
export async function seedDownload(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Uploads a file as a person would with curl. */
export async function curlUpload(server: string, path: string): Promise<void> {
  const created = await curl(["-X", "POST", "-d", "{}", `${server}/upload`]);
  const { id, uploadToken }: { readonly id: string; readonly uploadToken: string } =
    JSON.parse(created);
  await curl([
    "-H",
    `X-UploadToken: ${uploadToken}`,
    "-F",
    `file=@${path}`,
    `${server}/file/${id}`,
  ]);
}

async function curl(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("curl", [
    "--silent",
    "--show-error",
    "--fail",
    ...args,
  ]);
  return stdout;
}
