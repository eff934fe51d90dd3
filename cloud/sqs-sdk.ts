// Named exports only, so that a bundle of this lazy edge holds the commands that are used and no others.
export {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
