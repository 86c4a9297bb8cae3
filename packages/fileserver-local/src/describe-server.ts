import type { ResolvedLocalSettings } from "./local-settings.ts";

/** As many as Plik allows by default; removed ones count. */
export const MAX_FILES_PER_UPLOAD = 1000;

/** The answer to `GET /version`. */
export const SERVER_VERSION: object = {
  version: "natsbridge-local",
  date: 0,
  isRelease: false,
  isMint: false,
  clients: null,
  releases: null,
};

/** The answer to `GET /config`, as far as it says something about this server. */
export function describeServer(settings: ResolvedLocalSettings): object {
  return {
    maxFileSize: settings.maxFileBytes,
    maxUserSize: -1,
    maxFilePerUpload: MAX_FILES_PER_UPLOAD,
    defaultTTL: settings.ttl,
    maxTTL: settings.maxTtl,
    downloadDomain: "",
    downloadDomainAlias: null,
    abuseContact: "",
    feature_authentication: "disabled",
    feature_one_shot: "enabled",
    feature_removable: "enabled",
    feature_stream: "disabled",
    feature_password: "enabled",
    feature_comments: "disabled",
    feature_set_ttl: "enabled",
    feature_extend_ttl: "disabled",
    authentication: false,
    noAnonymousUploads: false,
    oneShot: true,
    removable: true,
    stream: false,
    protectedByPassword: true,
  };
}
