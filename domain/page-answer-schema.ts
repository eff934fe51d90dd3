const text = { type: "string" } as const;

/**
 * The JSON Schema that Claude's answer is held to, in the subset that structured outputs take: shapes, no lengths.
 * Lengths are checked when the answer is read.
 */
export const pageAnswerSchema = {
  type: "object",
  properties: {
    title: text,
    metaDescription: text,
    h1: text,
    sections: {
      type: "array",
      items: {
        type: "object",
        properties: { heading: text, content: text },
        required: ["heading", "content"],
        additionalProperties: false,
      },
    },
    callToAction: text,
  },
  required: ["title", "metaDescription", "h1", "sections", "callToAction"],
  additionalProperties: false,
} as const;
