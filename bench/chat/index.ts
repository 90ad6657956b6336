/** `chat`: what Aurora adds to a model that takes no time, beside the bare Temporal floor and LangGraph alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { startChild } from '../support/child.ts';
import type { Report, Row } from '../support/report.ts';
import { percentile, ratioOfMedians, round, summarise } from '../support/statistics.ts';
import { makeAurora } from './aurora.ts';
import type { Contestant, TurnKind, TurnTimes } from './contestant.ts';
import { makeFloor } from './floor.ts';
import { makeLangGraph } from './langgraph.ts';
import { makeOverApi } from './over-api.ts';

const conversations = 8;
/** After a first turn that begins the conversation and is not counted: it starts the workflow. */
const turnsEach = 8;
/** Whole conversations before anything is counted: compilers, caches and pools get warm. */
const warmUps = 2;
/** What a turn leaves behind (a workflow task that ends, a checkpoint that goes) must not hit the next contestant. */
const pauseMs = 25;

type Name = 'aurora' | 'floor' | 'langgraph' | 'overApi';
type Samples = Record<Name, TurnTimes[]>;

export async function chat(bench: Bench): Promise<Report> {
  await using cleanUp = new AsyncDisposableStack();
  const own = async <Thing extends Contestant>(thing: Thing | Promise<Thing>): Promise<Thing> => {
    const made = await thing;
    cleanUp.defer(() => made.close());
    return made;
  };
  const worker = async (script: string) => {
    const child = await startChild(new URL(script, import.meta.url), bench.env);
    cleanUp.defer(() => child.stop());
    return child;
  };
  const product = await worker('./product-worker.ts');
  const contestants: Record<Name, Contestant> = {
    aurora: await own(makeAurora(bench, product)),
    floor: await own(makeFloor(bench, await worker('./floor-worker.ts'))),
    langgraph: await own(makeLangGraph(bench)),
    overApi: await own(makeOverApi(bench, product)),
  };
  const plain = await measure(bench, contestants, 'plain');
  const tool = await measure(bench, contestants, 'tool');
  return report(plain, tool);
}

/** Turn by turn in rotating order, so that whatever else the machine does hits all of them alike. */
async function measure(bench: Bench, contestants: Record<Name, Contestant>, kind: TurnKind): Promise<Samples> {
  const names = Object.keys(contestants) as Name[];
  const samples: Samples = { aurora: [], floor: [], langgraph: [], overApi: [] };
  for (let conversation = -warmUps; conversation < conversations; conversation += 1) {
    bench.say(
      `chat, ${kind} turns: ${conversation < 0 ? 'warming up' : `conversation ${conversation + 1} of ${conversations}`}`,
    );
    for (const name of names) {
      await contestants[name].converse();
      await contestants[name].turn(kind);
    }
    for (let turn = 0; turn < turnsEach; turn += 1) {
      for (const name of rotated(names, turn)) {
        bench.signal.throwIfAborted();
        await sleep(pauseMs);
        const times = await contestants[name].turn(kind);
        if (conversation >= 0) samples[name].push(times);
      }
    }
  }
  return samples;
}

const rotated = (names: Name[], by: number): Name[] =>
  names.map((_, index) => names[(index + by) % names.length] as Name);

const firstTokens = (times: TurnTimes[]) => times.map(({ firstTokenMs }) => firstTokenMs);
const turns = (times: TurnTimes[]) => times.map(({ turnMs }) => turnMs);
const seen = (times: TurnTimes[]) => times.map(({ seenMs, turnMs }) => seenMs ?? turnMs);
const p50 = (times: number[]) => round(percentile(times, 0.5));
const p95 = (times: number[]) => round(percentile(times, 0.95));

function report(plain: Samples, tool: Samples): Report {
  const firstTokenRatio = ratioOfMedians(firstTokens(plain.aurora), firstTokens(plain.floor));
  const turnRatio = ratioOfMedians(turns(plain.aurora), turns(plain.floor));
  const toolTurnRatio = ratioOfMedians(turns(tool.aurora), turns(tool.floor));
  return {
    title: 'chat: from a message to its answer, with a model that takes no time',
    rows: [
      ...rowsOf('first token', plain, firstTokens),
      ...rowsOf('turn', plain, turns),
      ...rowsOf('turn with a tool', tool, turns),
    ],
    notes: [
      'Bare Temporal counts until the step has begun (no token to bring), and until its last activity returns.',
      'Aurora counts until a subscriber has the token, and until the workflow could take the next message.',
    ],
    figures: {
      firstTokenRatio: round(firstTokenRatio, 3),
      turnRatio: round(turnRatio, 3),
      toolTurnRatio: round(toolTurnRatio, 3),
      firstTokenP50Ms: p50(firstTokens(plain.aurora)),
      firstTokenP95Ms: p95(firstTokens(plain.aurora)),
      floorFirstP50Ms: p50(firstTokens(plain.floor)),
      floorFirstP95Ms: p95(firstTokens(plain.floor)),
      langgraphFirstTokenP50Ms: p50(firstTokens(plain.langgraph)),
      apiFirstTokenP50Ms: p50(firstTokens(plain.overApi)),
      apiFirstTokenP95Ms: p95(firstTokens(plain.overApi)),
      turnP50Ms: p50(turns(plain.aurora)),
      turnP95Ms: p95(turns(plain.aurora)),
      turnSeenP50Ms: p50(seen(plain.aurora)),
      floorTurnP50Ms: p50(turns(plain.floor)),
      floorTurnP95Ms: p95(turns(plain.floor)),
      langgraphTurnP50Ms: p50(turns(plain.langgraph)),
      apiTurnP50Ms: p50(turns(plain.overApi)),
      toolTurnP50Ms: p50(turns(tool.aurora)),
      floorToolTurnP50Ms: p50(turns(tool.floor)),
      langgraphToolTurnP50Ms: p50(turns(tool.langgraph)),
      chatPairs: plain.aurora.length,
    },
    targets: [
      { figure: 'firstTokenRatio', value: firstTokenRatio, atMost: 2, unit: '' },
      { figure: 'turnRatio', value: turnRatio, atMost: 2, unit: '' },
    ],
  };
}

function rowsOf(what: string, samples: Samples, pick: (times: TurnTimes[]) => number[]): Row[] {
  const who: Record<Name, string> = {
    aurora: 'Aurora',
    floor: 'bare Temporal',
    langgraph: 'LangGraph alone',
    overApi: 'Aurora, HTTP and WebSocket',
  };
  return (Object.keys(who) as Name[]).map((name) => ({
    what,
    who: who[name],
    times: summarise(pick(samples[name])),
  }));
}
