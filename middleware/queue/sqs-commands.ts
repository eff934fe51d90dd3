export { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
