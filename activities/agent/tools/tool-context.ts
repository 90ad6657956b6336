/** What every tool of a turn stands on. */
import type { Logger } from '../../../platform/log.ts';
import type { WorkerDeps } from '../../deps.ts';
import type { TurnContext } from '../turn-context.ts';

export type ToolContext = { deps: WorkerDeps; turn: TurnContext; log: Logger };
