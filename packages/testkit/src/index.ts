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
