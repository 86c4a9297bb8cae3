/**
 * Who may import whom, between packages and for libraries. `turbo boundaries` guards the coarse layers and undeclared
 * imports; these rules are the exact ones, file by file, with tests and sources told apart.
 */
const tests = ["\\.(test|test-d|bench|test\\.support)\\.ts$", "/fixtures/"];

/** Our packages, by path or, where a package is not even declared, by the name that stays unresolved. */
const ours = (names) => [
  `^packages/(${names})/`,
  `^@natsbridge/(${names})(/|$)`,
  `^(${names})(/|$)`,
];
const anyOfOurs = ["^packages/", "^@natsbridge/", "^natsbridge(/|$)", "^testkit(/|$)"];
const oursExcept = (names) => ({ path: anyOfOurs, pathNot: ours(names) });
const library = (names) => ({ path: [`/node_modules/(${names})/`, `^(${names})(/|$)`] });

const sourcesOf = (names) => ({ path: `^packages/(${names})/src/`, pathNot: tests });
const sourcesOutside = (names) => ({
  path: "^packages/[^/]+/src/",
  pathNot: [...tests, "^packages/testkit/", `^packages/(${names})/`],
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const layers = [
  forbid(
    "schema-stands-alone",
    "schema imports no workspace package.",
    sourcesOf("schema"),
    oursExcept("schema"),
  ),
  forbid(
    "parts-import-schema-only",
    "codecs, transport and fileserver import schema and nothing else of ours.",
    sourcesOf("codecs|transport|fileserver"),
    oursExcept("$1|schema"),
  ),
  forbid(
    "stores-import-fileserver-and-schema-only",
    "A store imports fileserver and schema; never a sibling, never core.",
    {
      path: "^packages/(fileserver-[^/]+)/src/",
      pathNot: [...tests, "^packages/fileserver-objectstore/"],
    },
    oursExcept("$1|fileserver|schema"),
  ),
  forbid(
    "objectstore-adds-transport",
    "The one store made of NATS may also import transport.",
    sourcesOf("fileserver-objectstore"),
    oursExcept("$1|fileserver|schema|transport"),
  ),
  forbid(
    "core-imports-the-layers-below",
    "core imports schema, codecs, transport, fileserver, and fileserver-plik as its default.",
    sourcesOf("core"),
    oursExcept("core|schema|codecs|transport|fileserver|fileserver-plik"),
  ),
  {
    name: "core-names-its-default-store-once",
    comment: "fileserver-plik is core's one concrete default, imported in one file.",
    severity: "error",
    from: sourcesOf("core"),
    module: { path: "^packages/fileserver-plik/src/index\\.ts$", numberOfDependentsMoreThan: 1 },
  },
  forbid(
    "natsbridge-is-core-by-one-name",
    "natsbridge imports core and nothing else of ours, but for its subpaths.",
    { path: "^packages/natsbridge/src/", pathNot: [...tests, "/src/(arrow|nats3)\\.ts$"] },
    oursExcept("natsbridge|core"),
  ),
  forbid(
    "natsbridge-arrow-is-codecs-arrow",
    "The subpath natsbridge/arrow is that of codecs by one name, and natsbridge/nats3 that of transport.",
    { path: "^packages/natsbridge/src/(arrow|nats3)\\.ts$" },
    { path: anyOfOurs, pathNot: ["/codecs/(src/)?arrow", "/transport/(src/)?nats3"] },
  ),
  forbid(
    "nats-server-imports-schema-only",
    "nats-server is a tool beside the layers.",
    sourcesOf("nats-server"),
    oursExcept("nats-server|schema"),
  ),
  forbid(
    "testkit-imports-schema-and-nats-server-only",
    "testkit must not know what it tests.",
    { path: "^packages/testkit/src/" },
    oursExcept("testkit|schema|nats-server"),
  ),
  forbid("testkit-is-for-tests", "Only tests and apps use testkit.", sourcesOutside("testkit"), {
    path: ours("testkit"),
  }),
  forbid(
    "nats-server-is-for-tests",
    "Only tests, testkit and apps run a server.",
    sourcesOutside("nats-server"),
    { path: ours("nats-server") },
  ),
  forbid(
    "conformance-is-for-tests",
    "Only tests and apps run the conformance suite.",
    sourcesOutside("fileserver"),
    { path: "^packages/fileserver/src/conformance/" },
  ),
  forbid(
    "tests-do-not-reach-up",
    "A test below core does not import core.",
    { path: "^packages/", pathNot: "^packages/(core|natsbridge|testkit)/" },
    { path: ours("core|natsbridge") },
  ),
  forbid(
    "nothing-imports-an-app",
    "Apps are leaves.",
    { path: "^(packages|apps)/([^/]+)/" },
    { path: "^apps/", pathNot: "^apps/$2/" },
  ),
];

/** The rooms of a package, from the lowest up: arrows between them point down only. Files at the root are above all. */
const ROOMS = {
  transport: ["connection", "shared", "publish", "jetstream", "consume"],
  fileserver: ["store", "upload", "http", "download"],
  core: ["options", "telemetry", "fetch", "receive", "send", "consume", "bridge"],
  "codecs/src/arrow": ["infer", "plan", "vectors", "write"],
};

const rooms = Object.entries(ROOMS).flatMap(([place, names]) => {
  const isPart = place.includes("/src/");
  const base = isPart ? `^packages/${place}/` : `^packages/${place}/src/`;
  // Of a part of a package, files beside the rooms serve all of them; those at the root of a package are above.
  return names.slice(0, isPart ? -1 : undefined).map((name, index) =>
    forbid(
      `${place.replace("/src/", "-")}-${name}-points-down`,
      `${name} imports the rooms below it: ${names.slice(0, index).join(", ") || "none"}.`,
      { path: `${base}${name}/`, pathNot: tests },
      {
        path: names
          .slice(index + 1)
          .map((above) => `${base}${above}/`)
          .concat(isPart ? [] : `${base}[^/]+$`),
      },
    ),
  );
});

const owners = [
  forbid("zod-belongs-to-schema", "zod only in schema.", sourcesOutside("schema"), library("zod")),
  forbid(
    "nats-belongs-to-transport",
    "NATS clients only in transport.",
    sourcesOutside("transport"),
    library("nats|@nats-io/[^/]+"),
  ),
  forbid(
    "ky-belongs-to-fileserver",
    "ky only in fileserver and the stores.",
    sourcesOutside("fileserver|fileserver-[^/]+"),
    library("ky"),
  ),
  forbid(
    "arrow-belongs-to-codecs",
    "apache-arrow only in codecs.",
    sourcesOutside("codecs"),
    library("apache-arrow"),
  ),
];

const hygiene = [
  forbid(
    "no-deep-path",
    "Across packages by package name, through exports.",
    { path: "^(packages|apps)/([^/]+)/" },
    { path: "^(packages|apps)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
  ),
  forbid(
    "no-unresolvable",
    "An import that resolves to nothing: undeclared, misspelt, or not in exports.",
    {},
    { couldNotResolve: true },
  ),
  forbid("no-cycle", "Modules form no cycles, by types neither.", {}, { circular: true }),
  forbid(
    "no-test-in-source",
    "Sources do not import tests or their fixtures.",
    { path: "^(packages|apps)/", pathNot: tests },
    { path: tests.map((pattern) => `^(packages|apps)/.*${pattern}`) },
  ),
  forbid(
    "no-dev-dependency-in-source",
    "A published source imports declared dependencies only.",
    { path: "^(packages/[^/]+|apps/cli)/src/", pathNot: [...tests, "^packages/testkit/"] },
    {
      dependencyTypes: ["npm-dev", "npm-no-pkg"],
      dependencyTypesNot: ["npm-peer", "npm-optional"],
    },
  ),
  forbid(
    "no-node-in-browser-file",
    "A *.browser.ts file runs in browsers.",
    { path: "\\.browser\\.ts$" },
    { dependencyTypes: ["core"] },
  ),
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...layers, ...rooms, ...owners, ...hygiene],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(packages|apps)/.+/(dist|\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@natsbridge/source", "node", "import", "default"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
