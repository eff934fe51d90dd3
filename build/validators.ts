import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import type { TSchema } from "typebox";
import { contract, shapes } from "#domain/contract.ts";
import { compileSchemas, type Source } from "./compile-schemas.ts";
import { type JsonSchema, toJsonSchema } from "./json-schema.ts";
import { root } from "./root.ts";
import { slimValidators } from "./slim-validators.ts";
import { validatorTypes } from "./validator-types.ts";

/**
 * Writes `.build/validators.js`, one self-contained module with `validators` (by route and part) and
 * `shapeValidators` (by name), and its types beside it.
 */
export async function buildValidators(directory = path.join(root, ".build")): Promise<void> {
  const code = await bundledValidators();
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, "validators.js"), code);
  await writeFile(path.join(directory, "validators.d.ts"), validatorTypes());
}

async function bundledValidators(): Promise<string> {
  const modules: Record<Source, string> = { wire: "", json: "" };
  const exports: Record<string, string> = {};
  for (const source of ["wire", "json"] as const) {
    const { code, exportOf } = compileSchemas(schemasOf(source), source);
    modules[source] = slimValidators(code);
    for (const [name, exported] of Object.entries(exportOf)) exports[name] = `${source}.${exported}`;
  }
  return bundle({ ...modules, index: indexModule(exports) });
}

type Part = "path" | "query" | "headers" | "body" | "response";
const parts: Record<Source, readonly Part[]> = {
  wire: ["path", "query", "headers"],
  json: ["body", "response"],
};

function schemasOf(source: Source): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  for (const [route, part, schema] of partsOf(source)) schemas[`${route}_${part}`] = toJsonSchema(schema);
  if (source === "wire") return schemas;
  for (const [name, schema] of Object.entries(shapes)) schemas[`shape_${name}`] = toJsonSchema(schema);
  return schemas;
}

function partsOf(source: Source): [route: string, part: Part, schema: TSchema][] {
  const routes: [string, Partial<Record<Part, TSchema>>][] = Object.entries(contract);
  return routes.flatMap(([route, schemas]) =>
    parts[source].flatMap((part): [string, Part, TSchema][] => {
      const schema = schemas[part];
      return schema ? [[route, part, schema]] : [];
    }),
  );
}

// Each route and shape is an export of its own too, so that a bundle takes in only those that it names.
function indexModule(exports: Record<string, string>): string {
  const ofRoutes = Object.keys(contract).map((route) => {
    const own = [...parts.wire, ...parts.json].filter((part) => exports[`${route}_${part}`]);
    return `export const ${route} = { ${own.map((part) => `${part}: ${exports[`${route}_${part}`]}`).join(", ")} };`;
  });
  const ofShapes = Object.keys(shapes).map((name) => `export const ${name} = ${exports[`shape_${name}`]};`);
  return [
    'import * as wire from "validators:wire";',
    'import * as json from "validators:json";',
    ...ofRoutes,
    ...ofShapes,
    `export const validators = { ${Object.keys(contract).join(", ")} };`,
    `export const shapeValidators = { ${Object.keys(shapes).join(", ")} };`,
  ].join("\n");
}

async function bundle(modules: Record<string, string>): Promise<string> {
  const result = await build({
    entryPoints: ["validators:index"],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    write: false,
    plugins: [
      {
        name: "validators",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^validators:/ }, ({ path: name }) => ({
            path: name.slice("validators:".length),
            namespace: "validators",
          }));
          onLoad({ filter: /./, namespace: "validators" }, ({ path: name }) => ({
            contents: modules[name],
            resolveDir: path.join(root, "build"),
          }));
        },
      },
    ],
  });
  return result.outputFiles[0]?.text ?? "";
}
