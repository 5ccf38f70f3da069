// The words of each kind of block. A block that this client does not know is an error of the compiler, not of the reader's screen.
import type { BlockFieldsFragment } from "./generated.js";

function unknownBlock(block: never): never {
  throw new Error(`A block that the schema does not name: ${JSON.stringify(block)}`);
}

export function wordsOf(block: BlockFieldsFragment): string {
  switch (block.__typename) {
    case "RichTextBlock":
      return block.text.plain;
    case "HeadingBlock":
      return `${"#".repeat(block.level)} ${block.heading}`;
    case "QuoteBlock":
      return `“${block.quote}” ${block.attribution ?? ""}`;
    case "CalloutBlock":
      return `${block.calloutKind}: ${block.title ?? ""}. ${block.text.plain}`;
    case "KeyFactsBlock":
      return block.facts.map((fact) => `${fact.figure} ${fact.label}`).join("; ");
    case "ReflectionBlock":
      return block.question;
    case "StepsBlock":
      return block.steps.map((step, index) => `${index + 1}. ${step.title}: ${step.text?.plain ?? ""}`).join("\n");
    case "ChecklistBlock":
      return block.items.map((item) => `[ ] ${item.text}`).join("\n");
    case "TableBlock":
      return [block.caption ?? "", ...block.rows.map((row) => row.cells.join(" | "))].join("\n");
    case "AccordionBlock":
      return block.sections.map((section) => `${section.title} ${section.text.plain}`).join("\n");
    case "ImageBlock":
      return block.image ? `${block.image.alt} (${block.image.rendition.width} px)` : "";
    case "EmbedBlock":
      return `${block.title ?? ""} at ${block.provider ?? "an unknown site"}`;
    case "MediaBlock":
      return `${block.mediaKind} ${block.title ?? ""}: ${block.transcript?.plain ?? ""}`;
    case "DocumentBlock":
      return block.available && block.document ? `${block.title ?? block.document.title}.${block.document.extension}` : "";
    case "ResourceLinkBlock":
      return block.page ? `See ${block.page.title}` : "";
    case "LinkListBlock":
      return block.links.map((link) => `${link.title}: ${link.url ?? link.page?.url ?? ""}`).join("\n");
    case "ReferencesBlock":
      return block.items.map((item) => `${item.authors ?? ""} ${item.title} ${item.doi ?? ""}`).join("\n");
    default:
      return unknownBlock(block);
  }
}
