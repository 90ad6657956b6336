/** The ingest's effects. Each may be repeated at any point: Postgres says what is done. */
import { inOrg } from '../../db/client.ts';
import { documentsToRead } from '../../db/document-versions.ts';
import { claimIngest, type OfIngest, type OfSource } from '../../db/knowledge-ingests.ts';
import type { IngestTrigger } from '../../db/model/knowledge.ts';
import { makeOutboundFetch } from '../../platform/outbound.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { makeReader } from './extract/reader.ts';
import { finishIngest, type IngestVerdict } from './finish.ts';
import { indexSource } from './index/index-source.ts';
import { verifySource } from './index/verify.ts';
import { makeTellProgress } from './progress.ts';
import { failDocument, type OfDocument, readDocument } from './read-document.ts';
import { listSource } from './sources/list.ts';

const documentsAtATime = 100;

/** Short steps in the database. */
export function makeKnowledgeStore({ db }: WorkerDeps) {
  return {
    claimIngest: ({ own, ...of }: OfSource & { own: { id: string; trigger: IngestTrigger } }): Promise<string> =>
      inOrg(db, of, (tx) => claimIngest(tx, of, own)),

    documentsToRead: (of: OfSource): Promise<string[]> =>
      inOrg(db, of, (tx) => documentsToRead(tx, of.sourceId, documentsAtATime)),

    giveUpDocument: ({ reason, ...of }: OfDocument & { reason: string }): Promise<void> =>
      failDocument({ db }, of, reason),

    finishIngest: (end: OfIngest & { verdict: IngestVerdict }) => finishIngest(db, end),
  };
}

/** What fetches, reads, embeds or writes to the vector store. */
export function makeKnowledgeSteps(given: WorkerDeps) {
  const deps = { ...given, outbound: makeOutboundFetch(given.config.OUTBOUND_HOSTS) };
  const tell = makeTellProgress(deps.db);
  const reader = makeReader();

  return {
    listSource: (of: OfIngest): Promise<void> =>
      withHeartbeat((signal) => listSource(deps, of, { signal, tell: () => tell(of) })),

    readDocument: (of: OfDocument): Promise<void> =>
      withHeartbeat(async (signal) => {
        await readDocument(deps, reader, of, signal);
        await tell(of);
      }),

    indexSource: (of: OfIngest): Promise<void> =>
      withHeartbeat((signal) => indexSource(deps, of, { signal, tell: () => tell(of) })),

    /** @returns whether every index holds exactly what it should; where not, it was mended or waits to be written */
    verifySource: (of: OfIngest): Promise<boolean> => withHeartbeat((signal) => verifySource(deps, of, signal)),
  };
}

export type KnowledgeStore = ReturnType<typeof makeKnowledgeStore>;
export type KnowledgeSteps = ReturnType<typeof makeKnowledgeSteps>;
