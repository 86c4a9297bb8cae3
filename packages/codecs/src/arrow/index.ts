export { tableFromIpc } from "./table-from-ipc.ts";
