/**
 * Makes Ajv's code less than half its size: errors are reported by one shared function, without the path inside the
 * schema (`schemaPath`), so are calls among validators, and Ajv's run time is replaced by ours.
 *
 * @throws Error when Ajv needs something at run time that this step does not know.
 */
export function slimValidators(code: string): string {
  const slim = code
    .replaceAll(reported, "vErrors = report(vErrors, $2, $3, $4);\nerrors++;")
    .replaceAll(/,parentData(?::[^,]+)?,parentDataProperty(?::[^,]+)?,rootData\}/g, "}")
    .replaceAll(", parentData, parentDataProperty, rootData=data}", "}")
    .replaceAll(
      called,
      "vErrors = nested(vErrors, $1, $2, $3);\nerrors = vErrors === null ? 0 : vErrors.length;",
    )
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', "codePointLength")
    // A bundle drops unused literals, but not calls, which could have effects.
    .replaceAll(/new RegExp\((".*"), "u"\)/g, (_, pattern) => String(new RegExp(JSON.parse(pattern), "u")));
  const left = /require\("[^"]+"\)|\bparentData\w*|\brootData|schemaPath:/.exec(slim);
  if (left) throw new Error(`Ajv's code uses "${left[0]}": teach build/slim-validators.ts about it.`);
  return `import { codePointLength, nested, report } from "./validator-runtime.ts";\n${slim}`;
}

const reported =
  /const (err\d+) = \{(?:instancePath:)?(instancePath[^,]*),schemaPath:[^,]*,keyword:("\w+"),params:(\{.*\}),message:.*\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/g;

const called =
  /if\(!\((validate\d+)\((.*), \{(?:instancePath:)?(instancePath.*)\}\)\)\)\{\nvErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);\nerrors = vErrors\.length;\n\}/g;
