/**
 * The template as people deploy it, in the emulated account's CloudFormation. That one makes the roles with their trust
 * and inline policies. It knows no `AWS::IAM::RolePolicy` and attaches none of AWS' own policies: these are read from the
 * template.
 */
import { randomUUID } from 'node:crypto';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { type RoleParameters, roleTemplate } from './template.ts';

const endpoint = process.env.SANDBOX_AWS_ENDPOINT ?? '';
const principalArn = 'arn:aws:iam::999988887777:role/aurora';
const externalId = `aurora-${'e'.repeat(43)}`;
const setup: RoleParameters = { principalArn, externalId, write: true };

describe.skipIf(!endpoint)('the template of the roles, deployed', () => {
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const iam = new IAMClient({ region: 'us-east-1', endpoint, credentials });
  const stacks: string[] = [];
  afterEach(async () => {
    for (const StackName of stacks.splice(0)) await cloudFormation('DeleteStack', { StackName });
  });

  /** There is no other use for CloudFormation's client in Aurora. The name in the signature is how the emulator routes. */
  async function cloudFormation(Action: string, given: Record<string, string>): Promise<string> {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/cloudformation/aws4_request',
      },
      body: new URLSearchParams({ Action, Version: '2010-05-15', ...given }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  }

  /** @returns the names of the roles by the stack's outputs */
  async function deploy(template: string, parameters: Record<string, string> = {}) {
    const StackName = `aurora-${randomUUID().slice(0, 8)}`;
    const given = Object.entries(parameters).flatMap(([name, value], index) => [
      [`Parameters.member.${index + 1}.ParameterKey`, name],
      [`Parameters.member.${index + 1}.ParameterValue`, value],
    ]);
    const capability = { 'Capabilities.member.1': 'CAPABILITY_IAM' };
    await cloudFormation('CreateStack', {
      StackName,
      TemplateBody: template,
      ...capability,
      ...Object.fromEntries(given),
    });
    stacks.push(StackName);
    const text = await cloudFormation('DescribeStacks', { StackName });
    const output = (name: string) =>
      new RegExp(`<OutputKey>${name}</OutputKey>\\s*<OutputValue>[^<]*role/([^<]+)<`).exec(text)?.[1];
    return { read: output('ReadRoleArn'), write: output('WriteRoleArn') };
  }

  /** The emulator shows the inline policies of a role that CloudFormation made as Python writes them. */
  const documentOf = (text = '{}') => {
    const document = decodeURIComponent(text);
    return JSON.parse(document.startsWith("{'") ? document.replaceAll("'", '"') : document);
  };
  async function lookAt(RoleName: string | undefined) {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const policies = await Promise.all(
      PolicyNames.map(async (PolicyName) => {
        const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        return [PolicyName, documentOf(PolicyDocument).Statement] as const;
      }),
    );
    const { AssumeRolePolicyDocument, MaxSessionDuration } = Role ?? {};
    const policiesByName = Object.fromEntries(policies);
    return { trust: documentOf(AssumeRolePolicyDocument), MaxSessionDuration, policies: policiesByName };
  }

  const trusts = (principal: string, id: string) => [
    {
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': id } },
    },
  ];

  it('makes two roles that trust Aurora with the ExternalId only, with rights apart', async () => {
    const { read, write } = await deploy(roleTemplate(setup));
    const [reader, writer] = [await lookAt(read), await lookAt(write)];
    for (const role of [reader, writer]) {
      expect(role.trust.Statement).toEqual(trusts(principalArn, externalId));
      expect(role.MaxSessionDuration).toBe(3600);
    }
    expect(Object.keys(reader.policies)).toEqual(['aurora-own-rights']);
    const allowed = reader.policies['aurora-own-rights'][0].Action as string[];
    expect(allowed.filter((action) => !/:(Simulate|List|Get|Describe)/.test(action))).toEqual([]);

    expect(Object.keys(writer.policies)).toEqual(['aurora-no-way-round']);
    expect(writer.policies['aurora-no-way-round']).toEqual([
      { Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
      { Effect: 'Deny', Action: expect.arrayContaining(['sts:AssumeRole*']), Resource: '*' },
    ]);
    const { Resources } = JSON.parse(roleTemplate(setup));
    const { Condition, Properties: contents } = Resources.NoContents;
    expect([Condition, contents.RoleName]).toEqual(['WithoutContents', { Ref: 'ReadRole' }]);
    expect(contents.PolicyDocument.Statement).toEqual([
      { Effect: 'Deny', Action: expect.arrayContaining(['s3:GetObject*', 'kms:Decrypt']), Resource: '*' },
    ]);
    const managed = (name: string) => Resources[name].Properties.ManagedPolicyArns.flatMap(Object.values);
    expect(managed('ReadRole')).toEqual([expect.stringMatching(/policy\/ReadOnlyAccess$/)]);
    expect(managed('WriteRole')).toEqual([expect.stringMatching(/policy\/PowerUserAccess$/)]);
  });

  // Why the embedded stack has no AWS_PRINCIPAL_ARN. Once this is red, the emulator can stand in for an account with roles.
  it('cannot be tried in the emulated account, which lets anybody into a role without its ExternalId', async () => {
    const { read } = await deploy(roleTemplate(setup));
    const sts = new STSClient({ region: 'us-east-1', endpoint, credentials });
    const RoleArn = `arn:aws:iam::123456789012:role/${read}`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'nobody' }));
    expect(Credentials?.SessionToken).toBeTruthy();
  });

  it('goes by the parameters that a person gives: another principal, no writing role, contents readable', async () => {
    const otherArn = 'arn:aws:iam::111122223333:user/other';
    const otherId = `aurora-${'f'.repeat(43)}`;
    const given = { PrincipalArn: otherArn, ExternalId: otherId, AllowWrite: 'no', ReadContents: 'yes' };
    const { read, write } = await deploy(roleTemplate(setup), given);
    const reader = await lookAt(read);
    expect(reader.trust.Statement).toEqual(trusts(otherArn, otherId));
    expect(Object.keys(reader.policies)).toEqual(['aurora-own-rights']);
    expect(write).toBeUndefined();
  });
});
