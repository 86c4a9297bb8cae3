export type { ConnectionOptions } from "./client.ts";
export { closeConnection } from "./close-connection.ts";
export type { ConnectOptions } from "./connect.ts";
export { connect } from "./connect.ts";
export { consumeMessages } from "./consume-messages.ts";
export type { ConsumeMessagesOptions, ConsumeStatus, Consumption } from "./consume-options.ts";
export type { ConsumedMessage } from "./consumed-message.ts";
export type { DeliveryInfo } from "./delivery-info.ts";
export type { ConsumerSettings, DeliverPolicy } from "./ensure-consumer.ts";
export type { StreamSettings } from "./ensure-stream.ts";
export { ensureStream } from "./ensure-stream.ts";
export { headersSize } from "./headers.ts";
export { createInbox } from "./inbox.ts";
export { askJetStream } from "./jetstream-api.ts";
export type { JetStreamPublishOptions, PubAck } from "./jetstream-options.ts";
export { isMessageTooLargeForStream, streamMaxMessageSize } from "./jetstream-refusal.ts";
export { maxPayload } from "./max-payload.ts";
export { NATSClient } from "./nats-client.ts";
export type {
  NatsConnection,
  NatsPublishOptions,
  NatsRequestOptions,
  NatsServerInfo,
  NatsSubscribeOptions,
  NatsSubscription,
} from "./nats-connection.ts";
export type { NatsHeaders, NatsMessage } from "./nats-message.ts";
export type { PublishFlowOptions } from "./publish-flow.ts";
export { PublishFlow } from "./publish-flow.ts";
export type { PublishMessageOptions, PublishResult } from "./publish-message.ts";
export { publishHeaders, publishMessage } from "./publish-message.ts";
export type { RequestOptions } from "./request.ts";
export { request } from "./request.ts";
export { ACCOUNT_STATISTICS, slowConsumers } from "./slow-consumers.ts";
export type { NatsStatus, StatusEvents } from "./status.ts";
export { statusEvents } from "./status.ts";
export { streamMaxAge } from "./stream-max-age.ts";
export { assertPublishSubject, assertSubscribeSubject } from "./subject.ts";
export type { SubscribeOptions, Subscription } from "./subscribe.ts";
export { subscribe } from "./subscribe.ts";
