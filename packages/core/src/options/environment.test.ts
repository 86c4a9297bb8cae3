import { afterEach, describe, expect, test, vi } from "vitest";
import { smartsend } from "../smartsend.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const build = (size = 10) =>
  smartsend("s", [["a", new Uint8Array(size), "binary"]], { is_publish: false });

describe("the environment", () => {
  test("an option wins over it, it wins over the default, empty is unset", async () => {
    vi.stubEnv("NATS_URL", "one.example,nats://u:p@two.example:4333");
    expect((await build())[0].broker_url).toBe("one.example,nats://two.example:4333");
    const [env] = await smartsend("s", [], {
      is_publish: false,
      msg_purpose: "ACK",
      broker_url: "tls://option",
    });
    expect(env.broker_url).toBe("tls://option");
    vi.stubEnv("NATS_URL", "");
    expect((await build())[0].broker_url).toBe("nats://localhost:4222");
  });

  test("SIZE_THRESHOLD decides what becomes a link", async () => {
    vi.stubEnv("SIZE_THRESHOLD", "10");
    vi.stubEnv("FILESERVER_URL", "http://127.0.0.1:1");
    await expect(build(10)).rejects.toMatchObject({ code: "upload_failed" });
    expect((await build(9))[2].payloads[0]?.reason).toBe("9 bytes < size_threshold 10");
  });

  test.each([
    ["SIZE_THRESHOLD", "1e6", "a number of bytes"],
    ["SIZE_THRESHOLD", "-1", "a number of bytes"],
    ["SIZE_THRESHOLD", "1 MB", "a number of bytes"],
    ["NATS_URL", "http://localhost", "a URL such as nats://localhost:4222"],
    ["NATS_URL", "nats://localhost:99999", "a URL such as nats://localhost:4222"],
    ["NATS_URL", "a b", "a URL such as nats://localhost:4222"],
    ["NATS_URL", "one,,two", "a URL such as nats://localhost:4222"],
    ["FILESERVER_URL", "localhost:8080", "a URL such as http://localhost:8080"],
  ])("%s=%s is refused by name", async (variable, value, expected) => {
    vi.stubEnv(variable, value);
    await expect(build()).rejects.toMatchObject({
      code: "invalid_config",
      message: `Environment variable ${variable}: expected ${expected}, got "${value}"`,
    });
  });
});
