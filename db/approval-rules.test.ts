import { describe, expect, it } from 'vitest';
import { type DecisionFacts, mayDecide, refusalOf } from './approval-rules.ts';
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
const approve = { decision: 'approve', planSha256 } as const;
const reject = { decision: 'reject', planSha256 } as const;

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
      const refusal = refusalOf(facts(), { decision, planSha256: 'b'.repeat(64) }, now);
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
