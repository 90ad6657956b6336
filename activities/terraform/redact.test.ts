import { describe, expect, it } from 'vitest';
import type { PlanJson } from './plan-json.ts';
import { changeOf, recorded, recordedPlan } from './plans.fixtures.ts';
import { collectSecrets, mask, redactJson, redactText } from './redact.ts';

describe.each(recorded)('$name', ({ plan, expected }) => {
  it('leaves no secret anywhere in the whole plan', () => {
    const redacted = JSON.stringify(redactJson(plan, collectSecrets(plan)));
    for (const secret of expected.secrets ?? []) {
      expect(JSON.stringify(plan)).toContain(secret);
      expect(redacted).not.toContain(secret);
    }
  });

  it('leaves the rest as it is', () => {
    const redacted = redactJson(plan, collectSecrets(plan));
    expect(redacted.resource_changes?.map(({ address }) => address)).toEqual(
      plan.resource_changes?.map(({ address }) => address),
    );
    expect(redacted.terraform_version).toBe(plan.terraform_version);
  });
});

const withSecret = (): PlanJson => {
  const plan = changeOf('aws_sqs_queue', ['create'], null, {
    tags: { token: 'k9#Qm"2!vX' },
    tags_all: { token: 'k9#Qm"2!vX' },
    policy: JSON.stringify({ inner: 'k9#Qm"2!vX' }),
  });
  const [resource] = plan.resource_changes ?? [];
  if (resource) resource.change.after_sensitive = { tags: { token: true } };
  return plan;
};

it('masks a value that is marked in tags also in tags_all and inside JSON text', () => {
  const plan = withSecret();
  const text = JSON.stringify(redactJson(plan, collectSecrets(plan)));
  expect(text).not.toContain('k9#Qm');
  expect(text).toContain(mask);
});

it('masks it in Terraform text, escaped, encoded for a URL and as base64', () => {
  const secrets = collectSecrets(withSecret());
  const value = 'k9#Qm"2!vX';
  const forms = [value, JSON.stringify(value), encodeURIComponent(value), Buffer.from(value).toString('base64')];
  for (const form of forms)
    expect(redactText(`Error: creating thing with ${form} failed`, secrets)).toBe(
      `Error: creating thing with ${form === JSON.stringify(value) ? `"${mask}"` : mask} failed`,
    );
});

it('takes a sensitive variable of the root from variables, which have no mark', () => {
  const plan: PlanJson = {
    ...recordedPlan('p01-create'),
    variables: { key: { value: 'zz-top-secret-1' }, open: { value: 'zz-no-secret-1' } },
    configuration: { root_module: { variables: { key: { sensitive: true }, open: {} } } },
  };
  const { values } = collectSecrets(plan);
  expect(values).toContain('zz-top-secret-1');
  expect(values).not.toContain('zz-no-secret-1');
});

it('masks a short word only where it stands alone', () => {
  const secrets = { values: ['green'] };
  expect(redactText('mode = "green" in green-logs and evergreen', secrets)).toBe(
    `mode = "${mask}" in green-logs and evergreen`,
  );
  expect(redactJson({ a: 'green', b: 'green-logs' }, secrets)).toEqual({ a: mask, b: 'green-logs' });
});

it('masks a number and a key', () => {
  expect(redactJson({ pin: 482913, 'k-482913-abcdef': 1 }, { values: ['k-482913-abcdef', '482913'] })).toEqual({
    pin: mask,
    [mask]: 1,
  });
});

it('never masks the words that stand in every plan', () => {
  const plan = changeOf('aws_db_instance', ['create'], null, { username: 'admin', password: 'true' });
  const [resource] = plan.resource_changes ?? [];
  if (resource) resource.change.after_sensitive = { username: true, password: true };
  expect(collectSecrets(plan).values).toEqual([]);
});
