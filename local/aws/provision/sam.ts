import { samApi, samHttpApi } from "./sam/apis.ts";
import { samFunction } from "./sam/function.ts";
import { samLayer } from "./sam/layer.ts";
import { type Globals, type Parts, record, type SamResource } from "./sam/parts.ts";
import { samTable } from "./sam/table.ts";
import type { Template, TemplateResource } from "./template.ts";

const sam = "AWS::Serverless-2016-10-31";
// Of the language extensions, the intrinsic functions are offered in any template.
const known = [sam, "AWS::LanguageExtensions"];

const expanders: Record<string, (resource: SamResource, parts: Parts) => void> = {
  "AWS::Serverless::Function": samFunction,
  "AWS::Serverless::LayerVersion": samLayer,
  "AWS::Serverless::SimpleTable": samTable,
  "AWS::Serverless::HttpApi": samHttpApi,
  "AWS::Serverless::Api": samApi,
};

/**
 * A SAM template as plain CloudFormation; any other template as it is.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
 * @throws Error on a macro that is not carried out.
 */
export function expandSam(template: Template): Template {
  const transforms = [template.Transform ?? []].flat();
  const other = transforms.find((name) => !known.includes(name));
  const loop = Object.keys(template.Resources).find((name) => name.startsWith("Fn::ForEach"));
  if (other !== undefined || loop !== undefined)
    throw new Error(
      `The template asks for ${other ?? loop}, which only AWS carries out: use the processed template, as "aws cloudformation get-template --template-stage Processed" gives it for a stack that stands.`,
    );
  if (!transforms.includes(sam)) return template;
  const resources: Record<string, TemplateResource> = {};
  const parts: Parts = { resources, template, globals: globalsOf(template) };
  // APIs come first: the functions put their routes into them.
  const order = Object.entries(template.Resources).sort(([, one], [, two]) => rank(one) - rank(two));
  for (const [logicalId, resource] of order) {
    const expand = expanders[resource.Type];
    if (expand) expand({ ...resource, logicalId, Properties: resource.Properties ?? {} }, parts);
    else resources[logicalId] = resource;
  }
  return { ...template, Resources: resources };
}

const rank = ({ Type }: TemplateResource) => (/::(HttpApi|Api)$/.test(Type) ? 0 : 1);

const globalsOf = ({ Globals = {} }: Template): Globals => ({
  Function: record(Globals.Function),
  Api: record(Globals.Api),
  HttpApi: record(Globals.HttpApi),
});
