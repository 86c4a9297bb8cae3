import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";

/** Where everything is. */
export interface DevAddresses {
  readonly nats: string;
  readonly websocket?: string;
  readonly monitoring?: string;
  readonly files: string;
  readonly page?: string;
  readonly data?: string;
}

/** The screen that a developer reads first. */
export function showWelcome({
  nats,
  websocket,
  monitoring,
  files,
  page,
  data,
}: DevAddresses): void {
  const lines: [string, string | undefined][] = [
    ["broker", nats],
    ["websocket", websocket],
    ["monitoring", monitoring],
    ["files", files],
    ["page", page],
    ["data", data],
  ];
  for (const [name, value] of lines) {
    if (value !== undefined) print(`  ${paint("dim", name.padEnd(10))}  ${value}`);
  }
  print();
  print(`  export NATS_URL=${nats}`);
  if (/^https?:/.test(files)) print(`  export FILESERVER_URL=${files}`);
  print();
  print(paint("dim", data === undefined ? "Ctrl-C ends it; nothing stays." : "Ctrl-C ends it."));
}
