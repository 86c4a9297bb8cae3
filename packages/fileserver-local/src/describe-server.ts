import type { ResolvedLocalSettings } from "./local-settings.ts";

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
    maxFilePerUpload: 1000,
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
