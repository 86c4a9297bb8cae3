import { crc32, deflateSync } from "node:zlib";
import type { NATSBridge } from "natsbridge";

/** Sends what a working system might: readings, orders, pictures, a report, answers, and things of others. */
export async function sendTraffic(bridge: NATSBridge): Promise<void> {
  const send: NATSBridge["smartsend"] = (subject, data, options) =>
    bridge.smartsend(subject, data, options);
  for (let index = 0; index < 24; index += 1) {
    const celsius = 18 + Math.round(60 * Math.sin(index / 4)) / 10;
    await send(
      `plant.hall-${1 + (index % 3)}.temperature`,
      [["reading", { sensor: `t-${index % 8}`, celsius, ok: true }, "dictionary"]],
      { sender_name: `sensor ${index % 8}`, msg_purpose: "updateStatus" },
    );
  }
  const correlation_id = "5b1e8ad2-4f0c-4a58-9c29-6a4c5f7a1d10";
  const asked = { sender_name: "Web shop", correlation_id, reply_to: "orders.answers" };
  await send(
    "orders.new",
    [["order", { number: 48_113, items: 3, total: 129.9 }, "dictionary"]],
    asked,
  );
  await send("orders.answers", [["answer", "Order 48113 is packed. Danke, 谢谢, شكرًا!", "text"]], {
    sender_name: "Warehouse",
    correlation_id,
  });
  await send("cameras.gate", [["gate.png", picture(640, 360), "image"]], {
    sender_name: "Camera 2",
  });
  await send("media.jingle", [["jingle.wav", tone(1), "audio"]], { sender_name: "Studio" });
  await send(
    "analytics.daily",
    [
      ["summary", "Energy use by hour, all halls.", "text"],
      ["readings", readings(40_000), "arrowtable"],
    ],
    { sender_name: "Julia analytics" },
  );
  await send("backup.files", [["archive.tar", new Uint8Array(4_200_000), "binary"]], {
    sender_name: "Backup",
  });
  bridge.connection.publish("legacy.heartbeat", "alive");
}

/** Rows of a table with times, numbers, words and gaps. */
function readings(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    time: new Date(Date.UTC(2026, 10, 26) + index * 60_000),
    hall: `hall ${1 + (index % 3)}`,
    kilowatts: Math.round(1000 * (40 + 25 * Math.sin(index / 230) + (index % 7))) / 1000,
    parts: (index * 37) % 1_200,
    note: index % 11 === 0 ? "inspected" : null,
  }));
}

/** A picture of waves, as PNG. */
function picture(width: number, height: number): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = new Uint8Array(1 + 3 * width);
    for (let x = 0; x < width; x += 1) {
      const wave = (y + 30 * Math.sin(x / 60) + 20 * Math.sin(x / 23 + y / 40)) / height;
      row.set([40 + 150 * wave, 110 + 60 * wave, 210 - 90 * wave].map(clamped), 1 + 3 * x);
    }
    return row;
  });
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint32(8, 0x08_02_00_00);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", new Uint8Array()),
  ]);
}

function clamped(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A tone of 440 Hz, as WAV of 16 bits at 8 kHz. */
function tone(seconds: number): Uint8Array {
  const rate = 8_000;
  const wav = Buffer.alloc(44 + 2 * rate * seconds);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(2 * rate, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(wav.length - 44, 40);
  for (let index = 0; index < rate * seconds; index += 1) {
    wav.writeInt16LE(
      Math.round(9_000 * Math.sin((2 * Math.PI * 440 * index) / rate)),
      44 + 2 * index,
    );
  }
  return wav;
}
