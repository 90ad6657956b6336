/** Names of what the page keeps of the API's answers. A shorter key covers all that begin with it. */
export const keys = {
  me: ['me'],
  models: ['models'],
  connections: ['connections'],
  projects: ['projects'],
  project: (id: string) => ['projects', id],
  revisions: (projectId: string) => ['projects', projectId, 'revisions'],
  revision: (projectId: string, number: number | 'latest') => ['projects', projectId, 'revisions', String(number)],
  state: (projectId: string) => ['projects', projectId, 'state'],
  sessions: ['sessions'],
  session: (id: string) => ['session', id],
  conversation: (sessionId: string) => ['conversation', sessionId],
  runs: ['runs'],
  runList: (filter: object) => ['runs', filter],
  run: (id: string) => ['run', id],
} as const;
