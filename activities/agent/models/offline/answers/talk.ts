/** What needs no tool: who it is, what it can do, what it cannot. */
import { abilitiesMarkdown } from '../abilities.ts';
import { type Reply, say } from '../reply.ts';

const selfPortrait =
  "I am Aurora's offline model: a program with a fixed list of requests, not an artificial intelligence. I am here so that everything works without a key.";

export const greeting = (): Reply =>
  say(
    "Hello. I am Aurora's offline model, a program with a fixed list of requests.",
    'Say what you want, like "Create a private S3 bucket for our access logs, with versioning": I look at what exists, write Terraform, and propose a change that people approve before anything happens. Ask "What can you do?" for the list.',
  );

export const thanks = (): Reply => say('You are welcome. Say what you want next, or ask what I can do.');

export const identity = (): Reply =>
  say(
    selfPortrait,
    'Set the key of OpenRouter, OpenAI, Anthropic or Google, or the address of an Ollama server, and a real model answers instead.',
  );

export const help = (): Reply => ({
  text: `${selfPortrait} This is what I understand:\n\n${abilitiesMarkdown()}\n\nFor everything else, set the key of a real model: the settings page and \`.env.example\` say how.`,
  calls: [],
});

export const stop = (proposed: boolean): Reply =>
  say(
    proposed
      ? 'Understood. I do nothing more; the run that was proposed can be cancelled or rejected on its page.'
      : 'Understood. Nothing was proposed and nothing changes.',
  );

export const unknown = (): Reply =>
  say(
    'I do not understand that: I am the offline model, with a fixed list of requests, and I would rather say so than guess.',
    'I can create, change, delete and list common AWS resources (S3, SQS, SNS, DynamoDB, VPC, security groups, EC2, IAM roles, log groups, KMS, ECR, SSM), show plans and runs, and explain how Aurora works. Ask "What can you do?" for the list with examples, or set the key of a real model.',
  );
