/** The contract, made from the routes themselves: OpenAPI 3.1 with the named shapes of `api/views`. */
import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
// Shapes that no REST route answers are part of the contract too: what goes over the socket.
import '../views/events.ts';

type Document = { paths?: unknown; components?: { schemas?: Record<string, unknown> } };

/** Each shape comes twice, as it goes in (`RunInput`) and as it comes out (`Run`). What no route takes in goes again. */
function withoutUnused<Given extends Document>(document: Given): Given {
  const { schemas = {} } = document.components ?? {};
  const used = JSON.stringify(document.paths);
  const kept = Object.entries(schemas).filter(
    ([name]) => !name.endsWith('Input') || !(name.slice(0, -5) in schemas) || used.includes(`schemas/${name}"`),
  );
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } };
}

export const tags = [
  { name: 'auth', description: 'Come in and leave' },
  { name: 'people', description: 'Who I am and what I can use' },
  { name: 'projects', description: 'Files in numbered revisions, one Terraform state, cloud connections' },
  { name: 'connections', description: 'Accounts of others: connect, check, rotate, disconnect' },
  { name: 'sessions', description: 'Conversations with the agent' },
  { name: 'runs', description: 'A revision on its way to reality' },
  { name: 'estate', description: 'What exists in connected accounts, and how it hangs together' },
  { name: 'costs', description: 'Where costs come from, what came, and what it adds up to' },
  { name: 'knowledge', description: 'What the team knows: documents, where they come from, and how they are searched' },
  { name: 'integrations', description: 'The places where people already work' },
  { name: 'knowledge', description: 'Documents, search in them, and notes that people keep for the agent' },
  { name: 'notices', description: 'Where people are told outside the pages, by which rules, and what became of it' },
  { name: 'events', description: 'Everything that happens, numbered without gaps' },
  { name: 'workflows', description: 'For scripts: start a workflow and know where to watch it' },
  { name: 'health', description: 'How the parts are' },
] as const;

export const openapiPlugin = fp<{ apiUrl: string }>(
  async (app, { apiUrl }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Aurora',
          version: '1.0.0',
          description:
            'Run cloud infrastructure by conversation. Errors are RFC 9457 problems with a stable `code`. ' +
            'Ids that a client makes itself make a repeat harmless.',
        },
        servers: [{ url: apiUrl }],
        tags: [...tags],
        components: {
          securitySchemes: {
            accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Of a sign-in' },
            personalToken: { type: 'http', scheme: 'bearer', bearerFormat: 'aurora_pat_…', description: 'For scripts' },
          },
        },
        security: [{ accessToken: [] }, { personalToken: [] }],
      },
      transform: jsonSchemaTransform,
      transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
    });
  },
  { name: 'openapi' },
);
