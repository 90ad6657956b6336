/**
 * The CloudFormation template that makes the roles which Aurora assumes: one that reads and, apart, one that may change
 * things. One text for everybody: what differs are its parameters, so that it may lie at a public address.
 *
 * - Reading: AWS' ReadOnlyAccess without what is *in* things (objects, rows, messages, log lines, secrets).
 * - Changing: AWS' PowerUserAccess, which has no IAM but to look; without assuming other roles, which would be a way round it.
 */
type Json = string | number | boolean | Json[] | { [key: string]: Json };

/** What people keep in their account is not needed to know what there is. */
const contents = [
  's3:GetObject*',
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:PartiQLSelect',
  'kinesis:GetRecords',
  'sqs:ReceiveMessage',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:GetQueryResults',
  'logs:StartQuery',
  'athena:GetQueryResults',
  'secretsmanager:GetSecretValue',
  'kms:Decrypt',
];

const trust: Json = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: { Ref: 'PrincipalArn' } },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
    },
  ],
};

const managed = (name: string): Json => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` });
const inline = (name: string, statements: Json[]): Json => ({
  PolicyName: name,
  PolicyDocument: { Version: '2012-10-17', Statement: statements },
});
const yesOrNo = (words: string): Json => ({
  Type: 'String',
  AllowedValues: ['yes', 'no'],
  Default: 'no',
  Description: words,
});

const readRole: Json = {
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: 'Aurora reads with it: plans, inventory, checks.',
    AssumeRolePolicyDocument: trust,
    MaxSessionDuration: 3600,
    ManagedPolicyArns: [managed('ReadOnlyAccess')],
    Policies: [
      inline('aurora-own-rights', [
        { Effect: 'Allow', Action: ['iam:SimulatePrincipalPolicy', 'account:ListRegions'], Resource: '*' },
      ]),
    ],
  },
};

/** A policy of its own, because a condition stands on a whole resource. */
const noContents: Json = {
  Type: 'AWS::IAM::RolePolicy',
  Condition: 'WithoutContents',
  Properties: {
    RoleName: { Ref: 'ReadRole' },
    PolicyName: 'aurora-no-contents',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: contents, Resource: '*' }],
    },
  },
};

const writeRole: Json = {
  Type: 'AWS::IAM::Role',
  Condition: 'WithWrite',
  Properties: {
    Description: 'Aurora assumes it only while it applies a plan that people approved.',
    AssumeRolePolicyDocument: trust,
    MaxSessionDuration: 3600,
    ManagedPolicyArns: [managed('PowerUserAccess')],
    Policies: [
      inline('aurora-no-way-round', [
        { Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
        { Effect: 'Deny', Action: ['sts:AssumeRole*', 'sts:GetFederationToken', 'organizations:*'], Resource: '*' },
      ]),
    ],
  },
};

export type RoleParameters = { principalArn: string; externalId: string; write: boolean };

/** @returns the template as JSON, which CloudFormation takes like YAML */
export function roleTemplate({ principalArn, externalId, write }: RoleParameters): string {
  return JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'Roles that Aurora assumes in this account, with an ExternalId that only it knows.',
      Parameters: {
        PrincipalArn: { Type: 'String', Default: principalArn, Description: 'Who assumes the roles: Aurora.' },
        ExternalId: { Type: 'String', Default: externalId, MinLength: 40, Description: 'As Aurora shows it.' },
        AllowWrite: { ...(yesOrNo('Also a role that may change things.') as object), Default: write ? 'yes' : 'no' },
        ReadContents: yesOrNo('Whether Aurora may also read what is in things, such as cost reports in a bucket.'),
      },
      Conditions: {
        WithWrite: { 'Fn::Equals': [{ Ref: 'AllowWrite' }, 'yes'] },
        WithoutContents: { 'Fn::Equals': [{ Ref: 'ReadContents' }, 'no'] },
      },
      Resources: { ReadRole: readRole, NoContents: noContents, WriteRole: writeRole },
      Outputs: {
        ReadRoleArn: { Value: { 'Fn::GetAtt': ['ReadRole', 'Arn'] } },
        WriteRoleArn: { Condition: 'WithWrite', Value: { 'Fn::GetAtt': ['WriteRole', 'Arn'] } },
      },
    },
    null,
    2,
  );
}

/** Opens CloudFormation in the console with everything filled in. */
export function consoleLink(
  templateUrl: string,
  { principalArn, externalId, write }: RoleParameters,
  region: string,
): string {
  const query = new URLSearchParams({
    templateURL: templateUrl,
    stackName: 'aurora-access',
    param_PrincipalArn: principalArn,
    param_ExternalId: externalId,
    param_AllowWrite: write ? 'yes' : 'no',
  });
  return `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/quickcreate?${query}`;
}
