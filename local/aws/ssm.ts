import type { Service, ServiceOptions } from "./service.ts";
import { deleteParameter, deleteParameters } from "./ssm/delete-parameters.ts";
import { describeParameters } from "./ssm/describe-parameters.ts";
import { deleteExpired } from "./ssm/expiry.ts";
import {
  getParameter,
  getParameterHistory,
  getParameters,
  getParametersByPath,
} from "./ssm/get-parameters.ts";
import { labelParameterVersion, unlabelParameterVersion } from "./ssm/label-parameter-version.ts";
import { putParameter } from "./ssm/put-parameter.ts";
import { snapshot } from "./ssm/snapshot.ts";
import { apply, type Change, type Store } from "./ssm/store.ts";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./ssm/tags.ts";
import type { Input } from "./wire-input.ts";

const operations: Record<string, (store: Store, input: Input) => unknown> = {
  PutParameter: putParameter,
  GetParameter: getParameter,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  GetParameterHistory: getParameterHistory,
  DescribeParameters: describeParameters,
  DeleteParameter: deleteParameter,
  DeleteParameters: deleteParameters,
  LabelParameterVersion: labelParameterVersion,
  UnlabelParameterVersion: unlabelParameterVersion,
  AddTagsToResource: addTagsToResource,
  RemoveTagsFromResource: removeTagsFromResource,
  ListTagsForResource: listTagsForResource,
};

/** The Parameter Store of AWS Systems Manager, in memory. */
export function createSsm(options: ServiceOptions): Service {
  const store: Store = { options, parameters: new Map() };
  return {
    name: "ssm",
    target: "AmazonSSM",
    jsonVersion: "1.1",
    errorPrefix: "",
    operations: Object.keys(operations),
    call(operation, input) {
      deleteExpired(store);
      return operations[operation]?.(store, input);
    },
    replay: (change) => apply(store, change as Change),
    snapshot: () => snapshot(store),
  };
}
