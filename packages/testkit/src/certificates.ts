import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** PEM files of an authority, a server on 127.0.0.1 and localhost, and a client. */
export interface Certificates extends AsyncDisposable {
  readonly directory: string;
  read(name: `${"ca" | "server" | "client"}.${"pem" | "key"}`): Promise<string>;
}

/** Makes certificates with openssl, valid for a day. */
export async function createCertificates(): Promise<Certificates> {
  const directory = await mkdtemp(join(tmpdir(), "natsbridge-certificates-"));
  const openssl = (...args: string[]) => run("openssl", args, { cwd: directory });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "1",
    "-subj",
    "/CN=authority",
  );
  for (const name of ["server", "client"]) {
    await writeFile(join(directory, "extension"), "subjectAltName=IP:127.0.0.1,DNS:localhost");
    await openssl(
      "req",
      ...key,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
      "-subj",
      `/CN=${name}`,
    );
    await openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      `${name}.pem`,
      "-days",
      "1",
      "-extfile",
      "extension",
    );
  }
  return {
    directory,
    read: (name) => readFile(join(directory, name), "utf8"),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}
