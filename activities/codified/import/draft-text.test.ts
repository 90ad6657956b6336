import { describe, expect, it } from 'vitest';
import { cleaned, ignoring, importBlock, ownProvider, placeFor, withoutAttributes } from './draft-text.ts';
import { importableOf } from './types.ts';

const generated = `# __generated__ by Terraform
# Please review these resources and move them into your main configuration files.

# __generated__ by Terraform from "logs"
resource "aws_dynamodb_table" "logs" {
  hash_key  = "id"
  name      = "logs"
  range_key = null
  password  = null # sensitive
  tags = {
    team = "core"
  }
  tags_all = {
    team = "core"
  }
  attribute {
    name = "id"
    type = "S"
  }
  ttl {
    attribute_name = null
  }
}
`;

describe('generated configuration', () => {
  it('loses what says nothing, at any depth, and keeps the rest as it is', () => {
    expect(cleaned(generated, 'aws_dynamodb_table.logs', null)).toBe(`resource "aws_dynamodb_table" "logs" {
  hash_key  = "id"
  name      = "logs"
  tags = {
    team = "core"
  }
  attribute {
    name = "id"
    type = "S"
  }
}
`);
  });

  it('finds an argument by any line that it stands on', () => {
    const text =
      'resource "a" "b" {\n  one = 1\n  two = jsonencode({\n    x = 1\n  })\n  in {\n    three = 3\n  }\n}\n';
    const without = (line: number) =>
      withoutAttributes(text, 'a.b', ({ firstLine, lastLine }) => line >= firstLine && line <= lastLine);
    expect(without(4)).toBe('resource "a" "b" {\n  one = 1\n  in {\n    three = 3\n  }\n}\n');
    expect(without(7)).toBe('resource "a" "b" {\n  one = 1\n  two = jsonencode({\n    x = 1\n  })\n}\n');
    expect(without(1)).toBe(text);
  });

  it('keeps its provider block, and collects what is left alone', () => {
    const text = cleaned(generated, 'aws_dynamodb_table.logs', 'aws.as_is_eu_west_1');
    expect(text).toContain('provider = aws.as_is_eu_west_1');
    const once = ignoring(text, 'aws_dynamodb_table.logs', ['b']);
    const twice = ignoring(once, 'aws_dynamodb_table.logs', ['a']);
    expect(twice).toMatch(/ignore_changes = \[a, b\]/);
    expect(twice.match(/lifecycle/g)).toHaveLength(1);
  });
});

describe('the place of an import', () => {
  const importable = { type: 'aws_vpc', id: 'vpc-1' };

  it('has a label of its own, whatever the thing is called', () => {
    const files = { 'main.tf': 'resource "aws_vpc" "my_net" {\n}\n' };
    expect(placeFor(files, importable, 'My Net', new Set(['aws_vpc.my_net_2']))).toEqual({
      file: 'imported_vpc_my_net_3.tf',
      address: 'aws_vpc.my_net_3',
    });
    expect(placeFor({}, importable, '1"} resource', new Set()).address).toBe('aws_vpc.r_1_resource');
    expect(placeFor({}, importable, '日本', new Set()).address).toBe('aws_vpc.r_imported');
  });

  it('lets no id out of its quotes', () => {
    const place = { file: 'x.tf', address: 'aws_vpc.x', provider: null };
    expect(importBlock(place, { type: 'aws_vpc', id: 'a"}\n${file("/etc/passwd")}' })).not.toMatch(/[^$]\$\{/);
  });

  it.each([
    ['region = "eu-west-1"', 'eu-west-1', null],
    ['region = "eu-west-1"', 'global', null],
    ['region = "eu-west-1"', 'us-east-1', 'as_is_us_east_1'],
    ['region = var.region', 'us-east-1', 'as_is_us_east_1'],
    ['region = "eu-west-1"\n  default_tags {\n    tags = { a = "b" }\n  }', 'eu-west-1', 'as_is_eu_west_1'],
    ['region = "eu-west-1"\n  default_tags {\n    tags = { a = "b" }\n  }', 'global', 'as_is_eu_west_1'],
  ])('has a provider that changes nothing about it: %s, for %s', (text, region, alias) => {
    const own = ownProvider({ 'main.tf': `provider "aws" {\n  ${text}\n}\n` }, region);
    expect(own?.alias ?? null).toBe(alias);
  });
});

describe('what Terraform calls it', () => {
  const of = (nativeType: string, cloudId: string) =>
    importableOf({ nativeType, cloudId, name: 'n', region: 'r', account: 'a', attributes: {} });

  it.each([
    ['AWS::EC2::Volume', 'arn:aws:ec2:eu-west-1:1:volume/vol-1', 'aws_ebs_volume', 'vol-1'],
    ['AWS::ECR::Repository', 'arn:aws:ecr:eu-west-1:1:repository/team/api', 'aws_ecr_repository', 'team/api'],
    ['AWS::ECS::Service', 'arn:aws:ecs:eu-west-1:1:service/main/web', 'aws_ecs_service', 'main/web'],
    ['AWS::EKS::Nodegroup', 'arn:aws:eks:eu-west-1:1:nodegroup/main/blue/uuid', 'aws_eks_node_group', 'main:blue'],
    ['AWS::IAM::Role', 'arn:aws:iam::1:role/team/app', 'aws_iam_role', 'app'],
    ['AWS::KMS::Alias', 'arn:aws:kms:eu-west-1:1:alias/app', 'aws_kms_alias', 'alias/app'],
    ['AWS::RDS::DBInstance', 'arn:aws:rds:eu-west-1:1:db:orders', 'aws_db_instance', 'orders'],
    ['AWS::SQS::Queue', 'arn:aws:sqs:eu-west-1:1:jobs', 'aws_sqs_queue', 'https://sqs.eu-west-1.amazonaws.com/1/jobs'],
  ])('%s', (nativeType, cloudId, type, id) => {
    expect(of(nativeType, cloudId)).toEqual({ type, id });
  });

  it('is not guessed', () => {
    expect(of('AWS::New::Thing', 'arn:aws:new:::x')).toBeNull();
  });
});
