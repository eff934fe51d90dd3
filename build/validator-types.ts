import { contract, shapes } from "#domain/contract.ts";

/** The declarations that stand beside the built validators. */
export function validatorTypes(): string {
  const ofRoutes = Object.keys(contract).map(
    (name) => `export declare const ${name}: RouteValidators<"${name}">;`,
  );
  const ofShapes = Object.keys(shapes).map(
    (name) => `export declare const ${name}: ShapeValidator<"${name}">;`,
  );
  return [general, ...ofRoutes, ...ofShapes, ""].join("\n");
}

const general = `import type { Static } from "typebox";
import type { contract, RouteShapes, Shape, shapes } from "../domain/contract.ts";
import type { RouteName } from "../domain/routes.ts";
import type { Validator } from "../middleware/schema/validator.ts";

/** The validators of one route; those of \`path\`, \`query\` and \`headers\` turn strings into the schema's types and fill in defaults, in place. */
export type RouteValidators<N extends RouteName> = {
  readonly [P in Extract<keyof (typeof contract)[N], keyof RouteShapes>]: Validator<Shape<N, P>>;
};

/** The validator of something outside the routes: a queue message, Claude's answer, an import row. */
export type ShapeValidator<N extends keyof typeof shapes> = Validator<Static<(typeof shapes)[N]>>;

/** Every route's validators, by name. Where few are needed, import those by their own names: bundles stay small. */
export declare const validators: { readonly [N in RouteName]: RouteValidators<N> };

/** Every other validator, by name. */
export declare const shapeValidators: { readonly [N in keyof typeof shapes]: ShapeValidator<N> };
`;
