// Named exports only, so that a bundle of this lazy edge holds the commands that are used and no others.
export {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
export { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
