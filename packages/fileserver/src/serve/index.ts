export type { HttpListener, ListenOptions } from "./listen-http.ts";
export { listenHttp } from "./listen-http.ts";
export { allowOrigin, answerPreflight } from "./page-answers.ts";
