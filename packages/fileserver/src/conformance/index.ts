export type { ConformanceCase } from "./conformance-case.ts";
export type {
  BoundConformanceCase,
  ConformanceReport,
  MakeStore,
} from "./file-server-conformance.ts";
export { fileServerConformance, runFileServerConformance } from "./file-server-conformance.ts";
