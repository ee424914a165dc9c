// The import rules of ARCHITECTURE.md. `npm run check` proves each rule with a fixture that breaks it.
const rooms = (names) => `^packages/(${names.join("|")})/`;
const pure = ["base", "sip", "media", "acd", "flow", "planning"];

const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^packages/${from}/` },
  to: { path: "^packages/", pathNot: rooms([from, ...to]) },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", comment: "no import cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "door-only",
      comment: "another package is imported through its door only",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/" },
      to: { path: "^packages/([^/]+)/src/", pathNot: ["^$1/$2/", "^packages/[^/]+/src/index\\.ts$"] },
    },
    {
      name: "door-only-outside",
      comment: "scenarios, simulation, bench and scripts use the doors",
      severity: "error",
      from: { path: "^(scenarios|simulation|bench)/" },
      to: { path: "^packages/[^/]+/src/", pathNot: "^packages/[^/]+/src/index\\.ts$" },
    },
    ...pure.map((room) =>
      only(
        `pure-${room}`,
        room,
        room === "base" ? ["testkit"] : ["base", "testkit"],
        "pure rooms import base and never each other",
      ),
    ),
    only("api-alone", "api", [], "api imports nothing"),
    only("voice-rooms", "voice", ["base", "api", "sip", "media", "testkit"], "voice imports base, api, sip and media"),
    only("bank-rooms", "bank", ["base", "api", "store", "testkit"], "bank imports base, api and store"),
    only("channels-rooms", "channels", ["base", "api", "store", "testkit"], "channels imports base, api and store"),
    only("store-rooms", "store", ["base", "api", "testkit"], "store imports base and api"),
    only("sdk-rooms", "sdk", ["api"], "sdk imports api"),
    only("ui-rooms", "ui", [], "ui imports no other room"),
    only("testkit-rooms", "testkit", ["base", "store"], "testkit imports base and store"),
    {
      name: "apps-rooms",
      comment: "apps import sdk, ui and flow",
      severity: "error",
      from: { path: "^apps/" },
      to: { path: "^packages/", pathNot: rooms(["sdk", "ui", "flow"]) },
    },
    {
      name: "testkit-for-tests",
      comment: "testkit is for tests, scenarios, simulation and bench",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: ["\\.test\\.tsx?$", "^packages/testkit/", "\\.fixture\\.ts$"] },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "pure-no-third-party",
      comment: "pure rooms have no third-party run-time dependency beyond those of ARCHITECTURE.md",
      severity: "error",
      from: { path: rooms(pure), pathNot: "\\.test\\.ts$" },
      to: { path: "node_modules/", pathNot: ["node_modules/(werift|sdp-transform|zod|@marcbachmann/cel-js|@types/)"] },
    },
    {
      name: "media-libraries",
      comment: "werift and sdp-transform belong to media, zod and CEL to flow and api",
      severity: "error",
      from: { path: rooms(["base", "sip", "acd"]), pathNot: "\\.test\\.ts$" },
      to: { path: "node_modules/(werift|sdp-transform|zod|@marcbachmann)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(generated|dist|prompts)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.web.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
    moduleSystems: ["es6", "cjs"],
  },
};
