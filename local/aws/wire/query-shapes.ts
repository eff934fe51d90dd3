/** A map on the wire: a list of structures that hold a key and a value each. */
export interface QueryMap {
  /** The member of the JSON shape. */
  member: string;
  key: string;
  value: string;
}

/** How the query protocol of a service spells what the JSON protocol says otherwise. */
export interface QueryShapes {
  version: string;
  namespace: string;
  /** Members of requests that are numbers; everything else is text. */
  numbers: ReadonlySet<string>;
  /** Lists in requests: what the wire calls an element, and the member that holds them all. */
  lists: Readonly<Record<string, string>>;
  /** Maps in requests and replies, by what the wire calls an entry. */
  maps: Readonly<Record<string, QueryMap>>;
  /** Members of requests that an operation names in its own way. */
  renamed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the wire calls an element of a list in a reply; `*` stands for the operation's name. */
  elements: Readonly<Record<string, string>>;
  /** Operations whose reply has no result. */
  withoutResult: ReadonlySet<string>;
}

const named = (member: string): QueryMap => ({ member, key: "Name", value: "Value" });

/** Amazon SQS before its JSON protocol; see its model of API version 2012-11-05 up to 2023. */
export const sqsQueryShapes: QueryShapes = {
  version: "2012-11-05",
  namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  numbers: new Set([
    "DelaySeconds",
    "MaxNumberOfMessages",
    "MaxNumberOfMessagesPerSecond",
    "MaxResults",
    "VisibilityTimeout",
    "WaitTimeSeconds",
  ]),
  lists: {
    ActionName: "Actions",
    AttributeName: "AttributeNames",
    AWSAccountId: "AWSAccountIds",
    BinaryListValue: "BinaryListValues",
    ChangeMessageVisibilityBatchRequestEntry: "Entries",
    DeleteMessageBatchRequestEntry: "Entries",
    MessageAttributeName: "MessageAttributeNames",
    MessageSystemAttributeName: "MessageSystemAttributeNames",
    SendMessageBatchRequestEntry: "Entries",
    StringListValue: "StringListValues",
    TagKey: "TagKeys",
  },
  maps: {
    Attribute: named("Attributes"),
    MessageAttribute: named("MessageAttributes"),
    MessageSystemAttribute: named("MessageSystemAttributes"),
    Tag: { member: "Tags", key: "Key", value: "Value" },
  },
  renamed: { CreateQueue: { Tags: "tags" } },
  elements: {
    Failed: "BatchResultErrorEntry",
    Messages: "Message",
    QueueUrls: "QueueUrl",
    queueUrls: "QueueUrl",
    Results: "ListMessageMoveTasksResultEntry",
    Successful: "*ResultEntry",
  },
  withoutResult: new Set([
    "AddPermission",
    "ChangeMessageVisibility",
    "DeleteMessage",
    "DeleteQueue",
    "PurgeQueue",
    "RemovePermission",
    "SetQueueAttributes",
    "TagQueue",
    "UntagQueue",
  ]),
};

/** AWS STS, as far as it is offered: no lists and no maps. */
export const stsQueryShapes: QueryShapes = {
  version: "2011-06-15",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  numbers: new Set(["DurationSeconds"]),
  lists: {},
  maps: {},
  renamed: {},
  elements: {},
  withoutResult: new Set(),
};
