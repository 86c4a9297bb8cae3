import { startPutServer } from "./put-server.ts";
import type { StoreDeclaration } from "./store.ts";

/** The stores besides the one that speaks Plik's API, which the matrix uses. */
export const STORES: readonly StoreDeclaration[] = [
  { name: "any web server (PUT)", start: startPutServer },
];
