/** Files of the repository that are pages of the site as they stand, by the page's path. */
export const importedPages: Readonly<Record<string, string>> = {
  "security.md": "SECURITY.md",
  "wire-format.md": "docs/wire-format.md",
  "original-specification.md": "docs/original-specification.md",
  "packages/natsbridge.md": "packages/natsbridge/README.md",
  "packages/core.md": "packages/core/README.md",
  "packages/schema.md": "packages/schema/README.md",
  "packages/codecs.md": "packages/codecs/README.md",
  "packages/transport.md": "packages/transport/README.md",
  "packages/fileserver.md": "packages/fileserver/README.md",
  "packages/fileserver-plik.md": "packages/fileserver-plik/README.md",
  "packages/fileserver-local.md": "packages/fileserver-local/README.md",
  "packages/fileserver-s3.md": "packages/fileserver-s3/README.md",
  "packages/fileserver-http.md": "packages/fileserver-http/README.md",
  "packages/fileserver-objectstore.md": "packages/fileserver-objectstore/README.md",
  "packages/nats-server.md": "packages/nats-server/README.md",
};
