// graphql-eslint's rules for schemas and for Relay, as they come but for what docs/adr/0009 accepts
// by name.
import graphql from "@graphql-eslint/eslint-plugin";

const rules = {
  ...graphql.configs["flat/schema-recommended"].rules,
  ...graphql.configs["flat/schema-relay"].rules,
};

// Values without an identity.
const exceptions = {
  suffixes: ["Payload", "Connection", "Edge"],
  types: [
    "AuditDetail",
    "CalendarFeedSettings",
    "CalendarProgram",
    "FeedExport",
    "FeedLinks",
    "FeedNetwork",
    "FeedPreviewItem",
    "FeedProgram",
    "FeedReport",
    "FeedUse",
    "FetchesOfDay",
    "ImportReport",
    "PageInfo",
    "Recurrence",
    "RefusedItem",
    "ServerInfo",
    "SkippedItem",
    "UserError",
  ],
};

export default [
  {
    files: ["schema.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...rules,
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions }],
      // Lists of values are no connections.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
