import { conditionHolds, createEvaluator, type IntrinsicScope } from "../intrinsics.ts";
import { withLocalEndpoints } from "./api-id.ts";
import type { PlannedApi } from "./resource.ts";
import type { Template } from "./template.ts";

/** The outputs of a template; one that has no value here is left out, as nothing here depends on it. */
export function outputsOf(
  { Outputs = {} }: Template,
  scope: IntrinsicScope,
  apis: readonly PlannedApi[],
  region: string,
): Record<string, string> {
  const evaluate = createEvaluator(scope);
  const outputs: Record<string, string> = {};
  for (const [name, { Value, Condition }] of Object.entries(Outputs)) {
    try {
      if (Condition !== undefined && !conditionHolds(Condition, scope)) continue;
      outputs[name] = withLocalEndpoints(String(evaluate(Value)), apis, region);
    } catch {
      // Something that does nothing here stands in it.
    }
  }
  return outputs;
}
