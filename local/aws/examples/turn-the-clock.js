import { startStack, virtualClock } from "@marketbrewer/aws-stand-in";

/* Waits four days for a message to expire, in no time. */

const clock = virtualClock(Date.UTC(2026, 0, 1));
const stack = await startStack({
  clock,
  codeDirectory: () => ".",
  template: {
    Resources: { Letters: { Type: "AWS::SQS::Queue", Properties: { QueueName: "letters" } } },
  },
});
const { QueueUrl } = await stack.call("sqs", "GetQueueUrl", { QueueName: "letters" });
await stack.call("sqs", "SendMessage", { QueueUrl, MessageBody: "Dear reader", DelaySeconds: 900 });

const show = () => {
  const [{ visible, delayed }] = stack.queues();
  console.log(new Date(clock.now()).toISOString(), { visible, delayed });
};
show();
clock.advance(900_000);
show();
clock.advance(4 * 86_400_000);
show();
await stack.close();
