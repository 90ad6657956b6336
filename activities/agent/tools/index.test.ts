import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Group } from './costs/asking.ts';
import { agentTools } from './index.ts';
import type { ToolContext } from './tool-context.ts';

const tools = agentTools({ deps: {}, turn: {}, log: {} } as unknown as ToolContext);

describe('the tools of the agent', () => {
  it.each(tools.map((tool) => [tool.name, tool] as const))(
    '%s can be told to a provider: its arguments are JSON Schema both ways, without a transform',
    (_, { schema, description }) => {
      for (const io of ['input', 'output'] as const)
        expect(z.toJSONSchema(schema as z.ZodType, { io })).toMatchObject({ type: 'object' });
      expect(description.length).toBeGreaterThan(40);
    },
  );

  it('have names of their own', () => {
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  });

  it('take groups of costs by a tag of one line', () => {
    expect(Group.parse('tag:team')).toBe('tag:team');
    for (const wrong of ['tag:', 'tag:a\nb', 'password']) expect(Group.safeParse(wrong).success).toBe(false);
  });
});
