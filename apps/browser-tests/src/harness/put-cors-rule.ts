import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import type { S3Server } from "testkit";

/** Does what `aws s3api put-bucket-cors` does: the rule is JSON for people and XML for the service. */
export async function putCorsRule(server: S3Server, json: string): Promise<void> {
  const { CORSRules } = JSON.parse(json) as {
    readonly CORSRules: readonly Readonly<Record<string, string[] | number>>[];
  };
  const rules = CORSRules.map((rule) => `<CORSRule>${fields(rule)}</CORSRule>`).join("");
  const body = `<CORSConfiguration>${rules}</CORSConfiguration>`;
  const client = new AwsClient({
    accessKeyId: server.access_key_id,
    secretAccessKey: server.secret_access_key,
    service: "s3",
    region: "us-east-1",
  });
  const answer = await client.fetch(`${server.url}/${server.bucket}?cors`, {
    method: "PUT",
    headers: { "Content-MD5": createHash("md5").update(body).digest("base64") },
    body,
  });
  if (!answer.ok) throw new Error(`PutBucketCors: ${answer.status} ${await answer.text()}`);
}

/** `AllowedOrigins: [a, b]` becomes two elements `AllowedOrigin`. */
function fields(rule: Readonly<Record<string, string[] | number>>): string {
  return Object.entries(rule)
    .flatMap(([name, value]) =>
      typeof value === "number"
        ? [`<${name}>${value}</${name}>`]
        : value.map((each) => `<${name.slice(0, -1)}>${each}</${name.slice(0, -1)}>`),
    )
    .join("");
}
