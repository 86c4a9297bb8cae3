export type { AgentFetch, AgentFetchOptions } from "./agent-fetch.ts";
export { agentFetch } from "./agent-fetch.ts";
export type { Certificates } from "./certificates.ts";
export { createCertificates } from "./certificates.ts";
export type { ChildServer } from "./child-server.ts";
export { startChildServer } from "./child-server.ts";
export { chosenStores } from "./chosen-stores.ts";
export { CHROMIUM_FLAGS, chromiumExecutable } from "./chromium.ts";
export { documentedNumbers } from "./documented-numbers.ts";
export type {
  AnswerBehaviour,
  BrokenBodyBehaviour,
  DripBehaviour,
  EndlessBehaviour,
  FaultBehaviour,
  FileBehaviour,
  ResetBehaviour,
  StallBehaviour,
} from "./fault-behaviour.ts";
export type { FaultScript, FaultServer, RecordedRequest } from "./fault-server.ts";
export { faultServer } from "./fault-server.ts";
export { firefoxExecutable } from "./firefox.ts";
export { HOSTILE_FILE_BYTES } from "./hostile-server/hostile-answers.ts";
export type { HostileServer } from "./hostile-server/hostile-server.ts";
export { startHostileServer } from "./hostile-server/hostile-server.ts";
export { replaceNumber, shareBuffers } from "./hostile-server/hostile-tables.ts";
export type { Listening } from "./listen.ts";
export { listen } from "./listen.ts";
export type { Vector, VectorExpectation, VectorPayload, VectorTable } from "./load-vectors.ts";
export { loadVectors } from "./load-vectors.ts";
export type { ConnectProxy, ConnectProxyOptions } from "./proxies/connect-proxy.ts";
export { startConnectProxy } from "./proxies/connect-proxy.ts";
export type { HttpsGate, HttpsGateOptions } from "./proxies/https-gate.ts";
export { startHttpsGate } from "./proxies/https-gate.ts";
export type { TcpProxy, TcpProxyOptions } from "./proxies/tcp-proxy.ts";
export { startTcpProxy } from "./proxies/tcp-proxy.ts";
export { pythonEnvironment } from "./python-environment.ts";
export type { RandomNumber } from "./random-numbers.ts";
export { randomNumbers } from "./random-numbers.ts";
export type { RecordedExchange } from "./recorded-exchange.ts";
export { findExchange, replayAnswer } from "./recorded-exchange.ts";
export { rejectedError } from "./rejected-error.ts";
export type { SecureStore, SecureStoreSetup } from "./secure-store/secure-store.ts";
export type { SecureStoreCase } from "./secure-store/secure-store-cases.ts";
export { secureStoreCases } from "./secure-store/secure-store-cases.ts";
export type { S3Server } from "./store-servers.ts";
export {
  startNginx,
  startRcloneS3,
  startRcloneWebdav,
  startVersityGateway,
} from "./store-servers.ts";
export { untilAnswered } from "./until-answered.ts";
