/** The state of the graph: one turn's window, kept by the checkpointer between steps. */
import { Annotation, MessagesAnnotation } from '@langchain/langgraph';
import type { ConnectionProvider } from '../../db/model/connections.ts';

/** Which account the agent looks at. No credentials: tools resolve them when they need them. */
export type CloudContext = { provider: ConnectionProvider; account: string; region: string; sandbox: boolean };

export type PendingApproval = { runId: string; toolCallId: string };

export const AgentState = Annotation.Root({
  ...MessagesAnnotation.spec,
  userId: Annotation<string>(),
  orgId: Annotation<string>(),
  sessionId: Annotation<string>(),
  cloudContext: Annotation<CloudContext | null>(),
  pendingApproval: Annotation<PendingApproval | null>(),
});

export type AgentStateValue = typeof AgentState.State;
