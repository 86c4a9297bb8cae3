export type { ChildServer } from "./child-server.ts";
export { CHROMIUM_FLAGS, chromiumExecutable } from "./chromium.ts";
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
export type { Vector, VectorExpectation, VectorPayload, VectorTable } from "./load-vectors.ts";
export { loadVectors } from "./load-vectors.ts";
export { pythonEnvironment } from "./python-environment.ts";
export type { RecordedExchange } from "./recorded-exchange.ts";
export { findExchange, replayAnswer } from "./recorded-exchange.ts";
export { rejectedError } from "./rejected-error.ts";
export type { S3Server } from "./store-servers.ts";
export {
  startNginx,
  startRcloneS3,
  startRcloneWebdav,
  startVersityGateway,
} from "./store-servers.ts";
export type { TcpProxy, TcpProxyOptions } from "./tcp-proxy.ts";
export { startTcpProxy } from "./tcp-proxy.ts";
