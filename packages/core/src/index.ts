export { fetchWithBackoff } from "@natsbridge/fileserver";
export { NatsBridgeError } from "@natsbridge/schema/base";
export type { Durability, JetStreamPlace, StreamNews } from "@natsbridge/transport";
export { ensureStream, PublishFlow } from "@natsbridge/transport";
export type { AnswerableEnvelope } from "./bridge/answer.ts";
export type {
  BridgeStatus,
  BridgeStatusEvents,
  SlowConsumerStatus,
} from "./bridge/bridge-status.ts";
export { NATSBridge } from "./bridge/nats-bridge.ts";
export type { Redriven, RedriveOptions } from "./bridge/redrive.ts";
export type { RequestEnvelopeOptions } from "./bridge/request-message.ts";
export type { ServeAnswer, ServeHandler, ServeOptions, Service } from "./bridge/serve-options.ts";
export type {
  ConsumeOptions,
  Delivery,
  DeliveryHandler,
  DeliveryIterable,
  EnvelopeConsumption,
} from "./consume/consume-options.ts";
export type { DeadLetter } from "./consume/dead-letter-headers.ts";
export { DEAD_LETTER_HEADERS, readDeadLetter } from "./consume/dead-letter-headers.ts";
export type {
  EnvelopeSubscription,
  SubscribeEnvelopesOptions,
} from "./consume/envelope-subscription.ts";
export type { PoisonHandler } from "./consume/report-poison.ts";
export type { BridgeOptions } from "./options/bridge-options.ts";
export { plikOneshotUpload, plikUpload } from "./options/default-file-server.ts";
export type {
  FileserverDownloadHandler,
  FileserverUploadHandler,
  UploadResult,
} from "./options/handlers.ts";
export type { Progress } from "./options/progress.ts";
export type { SmartReceiveOptions } from "./options/receive-options.ts";
export type { SmartSendOptions } from "./options/send-options.ts";
export type { PayloadHandle } from "./receive/payload-handle.ts";
export type { PayloadInfo } from "./receive/payload-info.ts";
export type { ReceivableMessage } from "./receive/receivable-message.ts";
export type {
  LazyEnvelope,
  LazyPayload,
  ReceivedEnvelope,
  ReceivedPayload,
  ReceivedRowsEnvelope,
  ReceivedRowsPayload,
} from "./receive/received.ts";
export type { SendInput, SendPayload, StreamInput } from "./send/payload-list.ts";
export type { PayloadReceipt, Receipt } from "./send/receipt.ts";
export type { Sent } from "./send/send-message.ts";
export { smartreceive } from "./smartreceive.ts";
export { smartsend } from "./smartsend.ts";
