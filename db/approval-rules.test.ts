import { describe, expect, it } from 'vitest';
import { type DecisionFacts, mayDecide, refusalOf } from './approval-rules.ts';
import { isFresh } from './decisions.ts';
import type { Run } from './runs.ts';

const planSha256 = 'a'.repeat(64);
const now = new Date('2026-01-01T12:00:00Z');
const waiting = {
  state: 'awaiting_approval',
  seal: { planSha256 },
  requestedBy: 'ada',
  risk: { class: 'high', reasons: [], secondPerson: true },
  expiresAt: new Date('2026-01-02T12:00:00Z'),
} as unknown as Run;

const facts = (change: Partial<DecisionFacts> = {}, run: Partial<Run> = {}): DecisionFacts => ({
  run: { ...waiting, ...run },
  approvals: [],
  actor: { userId: 'grace', role: 'approver' },
  otherApprover: true,
  ...change,
});
const approve = { decision: 'approve', planSha256, proven: false } as const;
const reject = { decision: 'reject', planSha256, proven: false } as const;

describe('whether a decision can count', () => {
  it('lets another person approve, and the requester reject', () => {
    expect(refusalOf(facts(), approve, now)).toBeNull();
    expect(refusalOf(facts({ actor: { userId: 'ada', role: 'admin' } }), reject, now)).toBeNull();
  });

  it('lets the requester approve where the risk allows it, or where nobody else could', () => {
    const actor = { userId: 'ada', role: 'admin' } as const;
    expect(refusalOf(facts({ actor }), approve, now)?.code).toBe('forbidden');
    expect(refusalOf(facts({ actor, otherApprover: false }), approve, now)).toBeNull();
    const risk = { class: 'low' as const, reasons: [], secondPerson: false };
    expect(refusalOf(facts({ actor }, { risk }), approve, now)).toBeNull();
  });

  it('refuses another digest, whoever decides, and for whatever decision', () => {
    for (const decision of ['approve', 'reject'] as const) {
      const refusal = refusalOf(facts(), { decision, planSha256: 'b'.repeat(64), proven: false }, now);
      expect(refusal?.code).toBe('plan_digest_mismatch');
    }
  });

  it.each([
    ['queued', 'queued'],
    ['approved', 'approved'],
    ['no_changes', 'no changes'],
  ] as const)('refuses for a run that is %s, and says how it stands', (state, words) => {
    const seal = state === 'queued' ? null : waiting.seal;
    const refusal = refusalOf(facts({}, { state, seal }), approve, now);
    expect(refusal).toEqual({ code: 'conflict', text: expect.stringContaining(words) });
  });

  it('refuses at the very moment of expiry, not before', () => {
    const expiresAt = waiting.expiresAt as Date;
    expect(refusalOf(facts(), approve, expiresAt)?.code).toBe('conflict');
    expect(refusalOf(facts(), approve, new Date(expiresAt.getTime() - 1))).toBeNull();
  });

  it('counts one approval a person, and not those that were refused', () => {
    const given = (counted: boolean | null) => [{ userId: 'grace', decision: 'approve' as const, counted }];
    expect(refusalOf(facts({ approvals: given(true) }), approve, now)?.code).toBe('conflict');
    expect(refusalOf(facts({ approvals: given(false) }), approve, now)).toBeNull();
    expect(refusalOf(facts({ approvals: given(null) }), approve, now)).toBeNull();
  });
});

describe('whether somebody may approve', () => {
  it('says why not, by role or by the same rules', () => {
    expect(mayDecide(facts(), now)).toEqual({ allowed: true, why: null });
    expect(mayDecide(facts({ actor: { userId: 'x', role: 'operator' } }), now).why).toContain('approvers');
    const own = mayDecide(facts({ actor: { userId: 'ada', role: 'admin' } }), now);
    expect(own).toEqual({ allowed: false, why: expect.stringContaining('somebody other') });
    const risk = { class: 'medium' as const, reasons: [], secondPerson: true, secondPersonWhy: 'cost: 9 USD more' };
    const costly = mayDecide(facts({ actor: { userId: 'ada', role: 'admin' } }, { risk }), now);
    expect(costly.why).toMatch(/^Cost: 9 USD more, so somebody other/);
  });
});

describe('a plan that destroys', () => {
  const counts = { create: 0, update: 0, replace: 0, destroy: 1, forget: 0, import: 0, move: 0, read: 0, noop: 0 };
  const destroys: Partial<Run>[] = [
    { kind: 'destroy' },
    { risk: { class: 'critical', reasons: [], secondPerson: true } },
    { summary: { counts } as Run['summary'] },
  ];

  it('takes approval by who has just proved who they are, and a rejection by anybody who may', () => {
    for (const run of destroys) {
      expect(refusalOf(facts({}, run), approve, now)?.code).toBe('step_up_required');
      expect(refusalOf(facts({}, run), { ...approve, proven: true }, now)).toBeNull();
      expect(refusalOf(facts({}, run), reject, now)).toBeNull();
    }
    const replaced = { summary: { counts: { ...counts, destroy: 0, replace: 1 } } as Run['summary'] };
    expect(refusalOf(facts({}, replaced), approve, now)).toBeNull();
  });

  it('is offered to a session, which can prove it, and not to a token', () => {
    const by = (via: 'session' | 'token') => facts({ actor: { userId: 'grace', role: 'approver', via } }, destroys[0]);
    expect(mayDecide(by('session'), now).allowed).toBe(true);
    expect(mayDecide(by('token'), now)).toMatchObject({ allowed: false, why: expect.stringContaining('its page') });
  });

  it('takes a proof of ten minutes before the decision at most', () => {
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    expect([isFresh(ago(9), now), isFresh(ago(11), now), isFresh(null, now)]).toEqual([true, false, false]);
  });
});
