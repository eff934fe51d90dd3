import { functionName } from "./function.ts";
import type { ResourceHandler } from "./resource.ts";

const offered = [
  "EventSourceArn",
  "FunctionName",
  "BatchSize",
  "MaximumBatchingWindowInSeconds",
  "ScalingConfig",
  "FunctionResponseTypes",
  "Enabled",
  "Tags",
  "MetricsConfig",
];

/** AWS::Lambda::EventSourceMapping from an SQS queue of the same template. */
export const createMapping: ResourceHandler = ({ logicalId, properties, plan }) => {
  const physical = { ref: logicalId, attributes: { Id: logicalId } };
  const unknown = properties.names().filter((name) => !offered.includes(name));
  const queueArn = properties.text("EventSourceArn");
  if (!queueArn.startsWith("arn:aws:sqs:"))
    return { ...physical, skipped: "only SQS queues are offered as event sources" };
  if (unknown.length > 0)
    throw new Error(
      `${logicalId} (AWS::Lambda::EventSourceMapping): ${unknown.join(", ")} is not offered; take it out of the template.`,
    );
  const queue = plan.queues.find(({ arn }) => arn === queueArn);
  if (!queue)
    throw new Error(`${logicalId} (AWS::Lambda::EventSourceMapping): no queue has the ARN ${queueArn}.`);
  plan.mappings.push({
    logicalId,
    queueUrl: queue.url,
    settings: {
      queueArn,
      functionName: functionName(properties.text("FunctionName")),
      batchSize: properties.number("BatchSize") ?? 10,
      maximumBatchingWindowSeconds: properties.number("MaximumBatchingWindowInSeconds") ?? 0,
      maximumConcurrency: properties.inside("ScalingConfig").number("MaximumConcurrency"),
      reportBatchItemFailures: [properties.value("FunctionResponseTypes")]
        .flat()
        .includes("ReportBatchItemFailures"),
      enabled: properties.flag("Enabled", true),
    },
  });
  return physical;
};
