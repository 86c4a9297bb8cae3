import { type HostileMessage, link, messageOf, type Place, SECRET } from "./hostile-case.ts";

/** Every link here leads to nothing that the receiver may read. */
function forbidden(
  url: (place: Place) => string,
  options: HostileMessage["options"] = own,
): HostileMessage {
  return {
    error: "link_forbidden",
    message: (place) => messageOf([link(url(place))]),
    options,
    asked: 0,
    transport: "link",
  };
}

/** The receiver's own file server has a base path. */
const own = ({ http, key }: Place) => ({ fileserver_url: `${http}/small/${key}`, max_retries: 2 });
const tenant = ({ http, key }: Place) => ({
  allowed_link_origins: [`${http}/small/${key}/tenant-a/`],
  max_retries: 2,
});
const below = (path: string) =>
  forbidden(({ http, key }) => `${http}/small/${key}/${path}/${SECRET}`);
const wrongOrigins = (entry: string): HostileMessage => ({
  error: "invalid_config",
  message: ({ http, key }) => messageOf([link(`${http}/small/${key}/${SECRET}`)]),
  options: () => ({ allowed_link_origins: [entry] }),
  asked: 0,
  transport: "link",
});

/** Whose link it is: nothing may be asked of the server. By the name of the case. */
export const LINK_MESSAGES: Readonly<Record<string, HostileMessage>> = {
  "a link beside the file server's base path": forbidden(
    ({ http, key }) => `${http}/small/${key}x/file/u/f/${SECRET}`,
  ),
  "a link that is no file of the file server": below("upload/u"),
  "a link with dots": below("file/u/f/../../../admin"),
  "a link with encoded dots": below("file/u/%2e%2e/f"),
  "a link with dots and an encoded slash": below("file/u/..%2f..%2fadmin"),
  "a link with an encoded backslash": below("file/u/f%5c..%5c..%5c..%5cadmin"),
  "a link with dots that are encoded twice": forbidden(
    ({ http, key }) => `${http}/small/${key}/tenant-a/%252e%252e/tenant-b/${SECRET}`,
    tenant,
  ),
  "a link with user and password": forbidden(
    ({ http, key }) => `${http.replace("//", `//u:${SECRET}@`)}/small/${key}/file/u/f/n`,
  ),
  "a link with a password to an allowed origin": forbidden(
    ({ http, key }) => `${http.replace("//", `//u:${SECRET}@`)}/small/${key}/tenant-a/n`,
    tenant,
  ),
  "a link with a password where any is allowed": forbidden(
    ({ http, key }) => `${http.replace("//", `//${SECRET}@`)}/small/${key}/n`,
    () => ({ allowed_link_origins: "any" }),
  ),
  "a link of another tenant behind merged slashes": forbidden(
    ({ http, key }) => `${http}/small/${key}/tenant-a/%2f../tenant-b/${SECRET}`,
    tenant,
  ),
  "a link of another tenant behind a parameter": forbidden(
    ({ http, key }) => `${http}/small/${key}/tenant-a/..;a=b/tenant-b/${SECRET}`,
    tenant,
  ),
  "a link to another port": forbidden(() => `http://127.0.0.1:1/file/u/f/${SECRET}`),
  "a link to the default address": forbidden(() => `http://localhost:8080/file/u/f/${SECRET}`),
  "a link to a file": forbidden(
    () => `file:///etc/${SECRET}`,
    () => ({ allowed_link_origins: "any" }),
  ),
  "a link that is data": forbidden(
    () => `data:text/plain,${SECRET}`,
    () => ({ allowed_link_origins: "any" }),
  ),
  "a link of another tenant": forbidden(
    ({ http, key }) => `${http}/small/${key}/tenant-b/${SECRET}`,
    tenant,
  ),
  "a link of another tenant, encoded": forbidden(
    ({ http, key }) => `${http}/small/${key}/tenant-a/..%2ftenant-b/${SECRET}`,
    tenant,
  ),
  "a link of a tenant of a longer name": forbidden(
    ({ http, key }) => `${http}/small/${key}/tenant-ab/${SECRET}`,
    tenant,
  ),
  "a good link before a forbidden one": {
    error: "link_forbidden",
    message: ({ http, key }) =>
      messageOf([link(`${http}/small/${key}/file/u/f/n`), link(`https://h.example/${SECRET}`)]),
    options: own,
    asked: 0,
    transport: "link",
  },
  "an allowed origin with a wildcard": wrongOrigins("https://*.example.org"),
  "an allowed origin with a password": wrongOrigins(`https://u:${SECRET}@example.org`),
  "an allowed origin that is none": wrongOrigins("example.org"),
};
