import type { NATSBridge } from "natsbridge";
import * as chat from "../scenarios/chat.ts";
import * as connect from "../scenarios/connect.ts";
import * as file from "../scenarios/file.ts";
import * as service from "../scenarios/service.ts";
import * as settings from "../scenarios/settings.ts";
import * as stream from "../scenarios/stream.ts";
import * as table from "../scenarios/table.ts";

/** The scenarios of the documentation, as its readers put them into pages. */
export interface Scenarios {
  readonly connect: typeof connect;
  readonly settings: typeof settings;
  readonly chat: typeof chat;
  readonly table: typeof table;
  readonly file: typeof file;
  readonly service: typeof service;
  readonly stream: typeof stream;
}

declare global {
  /** Set here. */
  var scenarios: Scenarios;
  /** Set by the tests. */
  var bridge: NATSBridge;
  // Elements of the page, by their ids.
  var slider: HTMLInputElement;
  var picked: HTMLInputElement;
  var output: HTMLElement;
  var list: HTMLElement;
  var sheet: HTMLTableElement;
}

globalThis.scenarios = { connect, settings, chat, table, file, service, stream };
