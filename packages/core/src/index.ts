export { NatsBridgeError } from "@natsbridge/schema";
export type {
  FileserverDownloadHandler,
  FileserverUploadHandler,
  UploadResult,
} from "./handlers.ts";
export type { Progress } from "./progress.ts";
export type { ReceivableMessage } from "./receive/message-bytes.ts";
export type { SmartReceiveOptions } from "./receive/receive-options.ts";
export type { PayloadInfo, ReceivedEnvelope, ReceivedPayload } from "./receive/received.ts";
export type { SendPayload } from "./send/payload-list.ts";
export type { PayloadReceipt, Receipt } from "./send/receipt.ts";
export type { SmartSendOptions } from "./send/send-options.ts";
export { smartreceive } from "./smartreceive.ts";
export { smartsend } from "./smartsend.ts";
