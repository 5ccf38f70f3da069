// What is linted by which rules, and what is excepted: each with its reason, which lint.mjs demands.
import graphql from "@graphql-eslint/eslint-plugin";

const rulesOf = (...names) => Object.assign({}, ...names.map((name) => graphql.configs[`flat/${name}`].rules));

/** Every rule that graphql-eslint has for schemas, those of Relay included. */
export const schemaRules = {
  ...rulesOf("schema-all", "schema-relay"),
  // Connections, edges and payloads are ways to things, never kept by themselves.
  "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { suffixes: ["Connection", "Edge", "Payload"] } }],
  // Short lists (`topics`, `sources`, `body`) are plain lists; Relay's specification wants connections only for what is paged.
  "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
  "@graphql-eslint/input-name": ["error", { checkInputType: true, caseSensitiveInputType: false }],
  // The API has mutations; it has no subscriptions, because what changed is asked for or told by webhooks.
  "@graphql-eslint/no-root-type": ["error", { disallow: ["subscription"] }],
};

/** The recommended rules for operations, held by what clients ask. */
export const clientRules = rulesOf("operations-recommended");

/** The same, held by the manual and by GraphiQL's examples. */
export const manualRules = rulesOf("operations-recommended");

/** Rules that are off, with the reason. */
export const off = {
  schema: {
    "@graphql-eslint/alphabetize":
      "graphql-schema-linter holds the same; this one ignores case, where the printer of graphql-core sorts by code point.",
    "@graphql-eslint/require-field-of-type-query-in-mutation-result":
      "A payload is the object and its errors. A query below it would run outside of the response cache and of what is counted for reading.",
  },
  clients: {},
  manual: {
    "@graphql-eslint/require-selections":
      "An example asks for what its answer is to show. docs/api/ids-and-caches.md says who asks for `id`, and clients do.",
  },
};

const PART =
  "A part of the object that it stands below: it has no life and no address of its own. Drafts have parts that no row holds yet, and lists of them come whole, so a cache has nothing to merge.";
const COUNT = "A number and what was counted, true for one question: a cache that merged two would be wrong.";
const VALUE = "A value: two that are equal are the same.";

/** What a rule says of these places of the schema does not hold. One that no linter finds any more is an error. */
export const exceptions = [
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "`blockId` is no key for a cache: copies and translations of a page have the same. A block is a part of its page.",
    at: [
      "AccordionBlock", "CalloutBlock", "ChecklistBlock", "DocumentBlock", "EmbedBlock", "HeadingBlock", "ImageBlock", "KeyFactsBlock",
      "LinkListBlock", "MediaBlock", "QuoteBlock", "ReferencesBlock", "ReflectionBlock", "ResourceLinkBlock", "RichTextBlock",
      "StepsBlock", "TableBlock",
    ],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: PART,
    at: [
      "AccordionItem", "AnswerOption", "BusinessCase", "ChecklistItem", "Contribution", "ContributionComment", "Cost", "Download", "EnableWhen", "Evidence", "HelpfulLink",
      "KeyFact", "Link", "LocalFigure", "Movement", "NavigationLink", "QuestionnaireItem", "QuestionnaireSection",
      "MemberLocation", "PartAudience", "Recording", "ReportedFigure", "Reference", "Source", "Step", "TableRow", "Venue",
    ],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: VALUE,
    at: [
      "Alternate", "Breadcrumb", "Coding", "Coordinates", "EnumLabels", "FocalPoint", "ImagePlaceholder", "ImageRendition", "Language",
      "LicenceTerms", "PageInfo", "PageTranslation", "RichText", "RichTextElement", "RichTextLink", "RichTextSpan", "Seo", "ValueLabel",
    ],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "Known by its `code`, which is all that it takes to read it: a cache must not keep it.",
    at: ["EventCertificate"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "The asker's own, once a request; a client keeps it by its field.",
    at: ["MemberStanding"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "A text of the release, known by its kind and version.",
    at: ["AcceptedAgreement", "Agreement"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "The one account of who asks.",
    at: ["Following", "Me", "MyAccount", "MyData"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: COUNT,
    at: ["EventAvailability", "Heatmap", "HeatmapCell", "HeatmapPlace", "HeatmapStage", "HeatmapTopic", "MemberHeatmap", "MemberHeatmapCell", "MemberHeatmapPlace", "MemberHeatmapTopic", "Facet", "EnumBucket", "TermBucket", "RangeBucket"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "An answer to one question, told and not kept; what it points to (`page`, `resource`) has an id.",
    at: ["ContentChange", "MutationError", "Redirect", "Route", "SearchHighlight", "SitemapEntry", "Suggestion"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "A picture as one place shows it, with that place's own `alt`. The picture itself is `asset { id }`.",
    at: ["Image"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "There is one, below Query: its place is its key.",
    at: ["Site"],
  },
  {
    rule: "@graphql-eslint/strict-id-in-types",
    reason: "Of one review, told to one reviewer, by a key that others have not: a cache must not keep it. `questionId` and `editId` are what mutations take.",
    at: ["InvitedReview", "OwnComment", "ReviewQuestion", "SuggestedEdit"],
  },
  {
    rule: "@graphql-eslint/relay-edge-types",
    reason: "The node is told and not kept (see strict-id-in-types): nothing to read again with `node(id:)`.",
    at: ["ContentChangeEdge", "RedirectEdge", "SitemapEdge"],
  },
  {
    rule: "@graphql-eslint/relay-arguments",
    reason: "A log is followed forwards. A reader that has no cursor begins at the end, so there is nothing before it to go back to.",
    at: ["Query.contentChanges"],
  },
  {
    rule: "@graphql-eslint/no-typename-prefix",
    reason: "`id` would be taken for a cache's key, which it is not, and some blocks have a `type` or an id of their own to tell.",
    at: ["Block.blockId", "Block.blockType"],
  },
];
