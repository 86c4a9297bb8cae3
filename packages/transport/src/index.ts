export type { ConnectionOptions } from "./connection/client/client.ts";
export type { ConnectOptions } from "./connection/connect.ts";
export { connect } from "./connection/connect.ts";
export { createInbox } from "./connection/inbox.ts";
export { LastingConnection } from "./connection/lasting-connection.ts";
export { maxPayload } from "./connection/max-payload.ts";
export type {
  NatsConnection,
  NatsRequestOptions,
  NatsServerInfo,
  NatsSubscribeOptions,
  NatsSubscription,
} from "./connection/nats-connection.ts";
export type { NatsHeaders } from "./connection/nats-headers.ts";
export type { NatsMessage } from "./connection/nats-message.ts";
export type { NatsPublishOptions } from "./connection/nats-publish-options.ts";
export type { Login, ServerList } from "./connection/servers.ts";
export { parseServers } from "./connection/servers.ts";
export type { NatsStatus, StatusEvents } from "./connection/status.ts";
export { statusEvents } from "./connection/status.ts";
export { subscribeGuarded } from "./connection/subscribe-guarded.ts";
export { consumeMessages } from "./consume/consume-messages.ts";
export type {
  ConsumeMessagesOptions,
  ConsumeStatus,
  Consumption,
} from "./consume/consume-options.ts";
export type { ConsumedMessage } from "./consume/consumed-message.ts";
export type { DeliverPolicy } from "./consume/deliver-policies.ts";
export { DELIVER_POLICIES } from "./consume/deliver-policies.ts";
export type { DeliveryInfo } from "./consume/delivery-info.ts";
export type { ConsumerSettings } from "./consume/ensure-consumer.ts";
export type { SubscribeOptions, Subscription } from "./consume/subscribe.ts";
export { subscribe } from "./consume/subscribe.ts";
export { acknowledgedDurability } from "./jetstream/acknowledged-stream.ts";
export { ensureStream } from "./jetstream/ensure-stream.ts";
export type { AskOptions } from "./jetstream/jetstream-api.ts";
export { askJetStream } from "./jetstream/jetstream-api.ts";
export type { JetStreamPublishOptions, PubAck } from "./jetstream/jetstream-options.ts";
export { assertJetStreamOptions } from "./jetstream/jetstream-options.ts";
export type { JetStreamPlace } from "./jetstream/jetstream-place.ts";
export { apiPrefix, assertPlace, placeOf } from "./jetstream/jetstream-place.ts";
export { isMessageTooLargeForStream, streamMaxMessageSize } from "./jetstream/jetstream-refusal.ts";
export type { StoredMessage } from "./jetstream/stored-messages.ts";
export { deleteStored, storedMessage, storedMessages } from "./jetstream/stored-messages.ts";
export { streamMaxAge } from "./jetstream/stream-max-age.ts";
export type { StreamSettings } from "./jetstream/stream-settings.ts";
export { NATSClient } from "./nats-client.ts";
export { assertHeaders, headersSize } from "./publish/headers.ts";
export type { PublishFlowOptions } from "./publish/publish-flow.ts";
export { PublishFlow } from "./publish/publish-flow.ts";
export type { RequestOptions } from "./publish/request.ts";
export { request } from "./publish/request.ts";
export { assertPublishSubject, assertSubscribeSubject } from "./publish/subject.ts";
export { subjectMatches } from "./publish/subject-matches.ts";
export { publishMessage } from "./publish-message.ts";
export type { PublishMessageOptions, PublishOnOptions, PublishResult } from "./publish-on.ts";
export { publishHeaders, publishOn } from "./publish-on.ts";
export { closeConnection } from "./shared/close-connection.ts";
export { flushWithin } from "./shared/flush-within.ts";
export { requestInbox } from "./shared/shared-state.ts";
export { ACCOUNT_STATISTICS, slowConsumers } from "./shared/slow-consumers.ts";
export type { Durability, StreamNews } from "./shared/stream-records.ts";
