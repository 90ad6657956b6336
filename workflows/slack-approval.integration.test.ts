/** Decisions by button, with real runs of real Terraform: the same checks as the page, on the record either way. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { listApprovals } from '../db/run-views.ts';
import { memberships, noticeChannels, noticeRules, notices, runs, users } from '../db/schema/index.ts';
import { startNotice } from '../platform/nudges.ts';
import { pressValue } from '../platform/places/slack-inbound.ts';
import { pressed, type Wrote, wrote } from '../tests/support/slack-server/sends.ts';
import type { Block, StoredMessage } from '../tests/support/slack-server/workspace.ts';
import { eventually, makeSlackWorld, type SlackWorld, sendNotice } from '../tests/support/slack-world.ts';
import { queueProject, roleProject } from '../tests/support/terraform-files.ts';
import { quietRuntime, stackIsUp } from '../tests/support/world.ts';

const name = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

describe.skipIf(!stackIsUp)('a decision in Slack', { timeout: 180_000 }, () => {
  let slack: SlackWorld;

  beforeAll(async () => {
    quietRuntime();
    slack = await makeSlackWorld();
    await slack.link(slack.userId, 'UADA');
    await slack.link(slack.otherUserId, 'UGRACE');
  });
  afterAll(() => slack.close());

  const buttonsOf = ({ blocks = [] }: { blocks?: Block[] }) =>
    blocks
      .flatMap(({ elements = [] }) => elements)
      .map(({ action_id: id }) => id)
      .filter(Boolean);
  const textOf = ({ blocks = [] }: { blocks?: Block[] }) => JSON.stringify(blocks);
  const whispersTo = (user: string) => slack.app.workspace.whispers.filter((one) => one.user === user);
  const heard = (user: string, words: RegExp) =>
    eventually(() => whispersTo(user).find((one) => words.test(one.text)), `${user} is told ${words}`);

  type Pressing = { user: string; action?: 'run_approve' | 'run_reject'; planSha256?: string };
  async function press(card: StoredMessage, runId: string, { user, action = 'run_approve', planSha256 }: Pressing) {
    const { seal } = await slack.readRun(runId);
    const value = pressValue({ runId, planSha256: planSha256 ?? seal?.planSha256 ?? '' });
    const body = pressed(
      { team: slack.team, user, channel: card.channel, message: card.ts, action, value },
      card.thread_ts,
    );
    expect((await slack.action(body)).status).toBe(200);
    return body;
  }

  const decisionsOn = (runId: string) =>
    inOrg(slack.deps.db, slack, async (tx) => (await listApprovals(tx, runId)).map(({ approval }) => approval));
  const auditOf = async (runId: string) =>
    (await slack.audited())
      .filter((one) => one.subjectId === runId && one.actorKind === 'slack')
      .map(({ action, outcome, actorId }) => [action, outcome, actorId?.split(':')[1]]);

  async function askedInChannel(runId: string): Promise<StoredMessage> {
    await sendNotice(slack, { kind: 'approval_wanted', runId, conversation: 'C1' });
    return eventually(() => slack.app.workspace.messages.find((one) => textOf(one).includes(runId)), 'a card');
  }

  /** As for users: the run's own notice, by the rule of a channel and by Grace's own. */
  async function askedByRules(runId: string): Promise<[StoredMessage, StoredMessage]> {
    const { orgId, integrationId } = slack;
    const channelId = randomUUID();
    const notice = await inOrg(slack.deps.db, slack, async (tx) => {
      const settings = { integrationId, slackChannel: 'C1' };
      await tx.insert(noticeChannels).values({ id: channelId, orgId, kind: 'slack', name: channelId, settings });
      const rule = { orgId, kinds: ['approval_wanted' as const] };
      await tx.insert(noticeRules).values([
        { ...rule, channelId },
        { ...rule, userId: slack.otherUserId, way: 'slack' },
      ]);
      const found = await tx.select().from(notices).where(eq(notices.kind, 'approval_wanted'));
      return found.find(({ subject }) => subject.runId === runId);
    });
    await startNotice(slack.deps.temporal, { orgId, noticeId: notice?.id ?? '' });
    const cardIn = (channel: RegExp) =>
      eventually(
        () => slack.app.workspace.messages.find((one) => channel.test(one.channel) && textOf(one).includes(runId)),
        `a card in ${channel}`,
      );
    return [await cardIn(/^C1$/), await cardIn(/^D-/)];
  }

  it('applies what an approver approved by button, and takes the buttons away; refuses and audits everybody else', async () => {
    const runId = await slack.startRun(roleProject(name('orders')));
    await slack.runIs(runId, 'awaiting_approval');
    const [card, direct] = await askedByRules(runId);
    expect(direct.channel).toBe('D-UGRACE');
    expect(buttonsOf(card)).toEqual(['run_approve', 'run_reject', 'open']);
    expect(textOf(card)).toMatch(/Ada asks for a change of Main.*1 to create.*risk low/);

    await press(card, runId, { user: 'UNOBODY' });
    await heard('UNOBODY', /link CODE/);
    const viewer = await slack.newMember('Vic', 'viewer');
    await slack.link(viewer, 'UVIC');
    await press(card, runId, { user: 'UVIC' });
    await heard('UVIC', /Only approvers and admins/);
    const disabled = await slack.newMember('Dan', 'approver');
    await slack.link(disabled, 'UDAN');
    await inOrg(slack.deps.db, { ...slack, userId: disabled }, (tx) =>
      tx.update(users).set({ disabledAt: new Date() }).where(eq(users.id, disabled)),
    );
    await press(card, runId, { user: 'UDAN' });
    await heard('UDAN', /does not belong/);
    const demoted = await slack.newMember('Deb', 'approver');
    await slack.link(demoted, 'UDEB');
    await inOrg(slack.deps.db, slack, (tx) =>
      tx.update(memberships).set({ role: 'operator' }).where(eq(memberships.userId, demoted)),
    );
    await press(card, runId, { user: 'UDEB' });
    await heard('UDEB', /Only approvers and admins/);
    await press(card, runId, { user: 'UGRACE', planSha256: 'f'.repeat(64) });
    await heard('UGRACE', /another plan/);
    expect((await slack.readRun(runId)).state).toBe('awaiting_approval');

    const body = await press(direct, runId, { user: 'UGRACE' });
    await Promise.all([slack.action(body), slack.action(body)]);
    await heard('UGRACE', /approval is on record/);
    await slack.runIs(runId, 'applied');
    for (const one of [card, direct]) {
      await eventually(() => /Approved by Grace\. It was applied/.test(textOf(one)), 'the card says so');
      expect(buttonsOf(one)).toEqual(['open']);
    }

    await press(card, runId, { user: 'UADA' });
    await heard('UADA', /does not wait for a decision: it is applied/);
    expect(await auditOf(runId)).toEqual([
      ['run.approve', 'refused', 'UNOBODY'],
      ['run.approve', 'refused', 'UVIC'],
      ['run.approve', 'refused', 'UDAN'],
      ['run.approve', 'refused', 'UDEB'],
      ['run.approve', 'refused', 'UGRACE'],
      ['run.approve', 'ok', 'UGRACE'],
      ['run.approve', 'refused', 'UADA'],
    ]);
    const decisions = await decisionsOn(runId);
    expect(decisions.map(({ userId, counted }) => [userId, counted])).toEqual([
      [viewer, false],
      [demoted, false],
      [slack.otherUserId, false],
      [slack.otherUserId, true],
      [slack.userId, false],
    ]);
  });

  it('does not let the one who asked approve alone where a second person is needed, and lets them reject', async () => {
    const { config } = slack.deps;
    Object.assign(config, { APPROVAL_COST_DELTA: '0.39' });
    try {
      const runId = await slack.startRun(queueProject(name('costly')));
      await slack.runIs(runId, 'awaiting_approval');
      const card = await askedInChannel(runId);
      expect(textOf(card)).toContain('about 0.4 USD a month more');
      await press(card, runId, { user: 'UADA' });
      await heard('UADA', /^Cost: 0.40 USD.*somebody other/);
      await inOrg(slack.deps.db, slack, (tx) =>
        tx
          .update(runs)
          .set({ risk: { class: 'critical', reasons: [], secondPerson: true } })
          .where(eq(runs.id, runId)),
      );
      await sendNotice(slack, { kind: 'approval_wanted', runId, conversation: 'C1' });
      const critical = slack.app.workspace.messages.filter((one) => textOf(one).includes(runId)).at(-1);
      expect(buttonsOf(critical ?? {})).toEqual(['run_reject', 'open']);
      await press(card, runId, { user: 'UGRACE' });
      await heard('UGRACE', /risk of this plan is critical/);
      await press(card, runId, { user: 'UADA', action: 'run_reject' });
      await slack.runIs(runId, 'rejected');
      await eventually(() => /Rejected by Ada/.test(textOf(card)), 'the card says so');
      expect(await auditOf(runId)).toEqual([
        ['run.approve', 'refused', 'UADA'],
        ['run.approve', 'refused', 'UGRACE'],
        ['run.reject', 'ok', 'UADA'],
      ]);
    } finally {
      Object.assign(config, { APPROVAL_COST_DELTA: undefined });
    }
  });

  it('shows a proposal of a conversation as a card in its thread, and tells there how it went', async () => {
    const role = name('jobs');
    const asked: Wrote = {
      team: slack.team,
      user: 'UADA',
      channel: 'C1',
      ts: slack.app.workspace.nextTs(),
      text: `<@${slack.app.workspace.botUserId}> Create an IAM role named ${role} for EC2`,
    };
    await slack.event(wrote(asked, 'app_mention'));
    const inThread = () => slack.app.workspace.inThread('C1', asked.ts);
    const card = await eventually(() => inThread().find((one) => buttonsOf(one).length > 0), 'a card', 120_000);
    const { runId } = JSON.parse(
      card.blocks?.flatMap(({ elements = [] }) => elements).find((one) => one.value)?.value ?? '{}',
    );
    // What was applied before goes with it, and a button proves nothing about who pressed it.
    await press(card, runId, { user: 'UGRACE' });
    await heard('UGRACE', /confirms that it is them/);
    await press(card, runId, { user: 'UADA', action: 'run_reject' });
    await slack.runIs(runId, 'rejected');
    await eventually(() => /Rejected by Ada/.test(textOf(card)), 'the card says so');
    await eventually(() => inThread().find((one) => one !== card && one.ts > card.ts), 'the outcome');
    expect(inThread().filter((one) => textOf(one).includes('/runs/'))).toHaveLength(1);
  });
});
