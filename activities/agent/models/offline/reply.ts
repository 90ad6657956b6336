import type { Json } from './conversation.ts';

export type Call = { name: string; args: Json };
export type Reply = { text: string; calls: Call[] };

export const say = (...parts: (string | false | undefined)[]): Reply => ({
  text: parts.filter(Boolean).join(' '),
  calls: [],
});
export const call = (text: string, ...calls: Call[]): Reply => ({ text, calls });
