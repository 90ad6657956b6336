/** What happens to a run when the vault restarts sealed between plan and apply: everything waits, and says for what. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProblem } from '../../cli/api-client.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import type { Connection } from '../../web/lib/api-types.generated.ts';
import { roleProject } from '../support/terraform-files.ts';
import { tell } from './support/figures.ts';
import { keepSealed, kill, noteOf, until } from './support/parts.ts';
import { type ChaosUser, newUser, sawEverythingOnce } from './support/user.ts';

export function vaultCases(): void {
  describe('a vault that restarts sealed', { timeout: 300_000 }, () => {
    let user: ChaosUser;
    beforeAll(async () => {
      user = await newUser();
    });
    afterAll(() => user?.close());

    /** As an operator rotates the account's keys: a version more of the same secret, and nothing is restarted. */
    async function rotateCredentials(): Promise<{ writeKeyId: string }> {
      const { items } = await user.api.get<{ items: Connection[] }>('/connections');
      const writeKeyId = `AKIAROTATED${randomUUID().replaceAll('-', '').slice(0, 9).toUpperCase()}`;
      const secrets = makeSecrets(readConfig(), makeLog('chaos', 'silent'));
      const { version } = await secrets.writeVersioned(`connections/${user.orgId}/aws-${items[0]?.id}`, {
        read_access_key_id: 'AKIAROTATEDREAD',
        read_secret_access_key: 'rotated',
        write_access_key_id: writeKeyId,
        write_secret_access_key: 'rotated',
      });
      await secrets.close();
      expect(version).toBe(2);
      return { writeKeyId };
    }

    /** What the sandbox account was changed with. */
    const changesBy = (keyId: string) =>
      readFileSync(join(process.env.AURORA_DATA_DIR ?? '', 'moto-recording.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes(`Credential=${keyId}/`)).length;

    it('holds runs and requests, in words, and a worker that starts meanwhile; then the run is applied with rotated keys', async () => {
      const runId = await user.startRun(await user.newProject(roleProject(`chaos-${randomUUID().slice(0, 8)}`)));
      await user.runIs(runId, 'awaiting_approval', 120_000);
      const { writeKeyId } = await rotateCredentials();
      const unseal = keepSealed();
      try {
        await kill('vault');
        await until('the supervisor says that it is sealed', () => /sealed/.test(noteOf('vault') ?? ''), 30_000);
        const connect = { id: randomUUID(), kind: 'slack', name: 'Ops', secrets: { botToken: 'xoxb-1' } };
        const refusal = await user.api.post('/integrations', connect).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(ApiProblem);
        expect((refusal as ApiProblem).problem).toMatchObject({ status: 503, detail: expect.stringMatching(/sealed/) });

        await user.approve(runId);
        const saysSealed = ({ event }: { event: { type: string; payload: unknown } }) =>
          event.type === 'plan.progress' && /sealed/.test(JSON.stringify(event.payload));
        await user.viewer.sees(`run:${runId}`, 'people are told that the vault is sealed', saysSealed, 60_000);
        // The next worker has no token and no key in memory: it starts, and waits as well.
        tell('worker back beside a sealed vault', await kill('worker'));
        expect((await user.readRun(runId)).state).toBe('verifying');
      } finally {
        unseal();
      }
      const unsealedAt = performance.now();
      await user.runIs(runId, 'applied', 180_000);
      tell('vault unsealed to applied', performance.now() - unsealedAt);
      expect(noteOf('vault')).toBeUndefined();
      expect(changesBy(writeKeyId), 'the account was changed with the rotated keys').toBeGreaterThan(0);
      await sawEverythingOnce(user, `run:${runId}`);
    });
  });
}
