/** Small Terraform projects for tests. */
import type { RevisionFiles } from '../../platform/revision-files.ts';

const versions = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}
`;

/** A queue takes the provider 25 seconds to make: for what has to be slow. */
export const queueProject = (name: string): RevisionFiles => ({
  'versions.tf': versions,
  'queue.tf': `resource "aws_sqs_queue" "q" {\n  name = "${name}"\n}\n`,
});

/** Roles are the quickest thing that the sandbox account makes, changes and removes (a queue takes 25 seconds). */
export const roleProject = (...names: string[]): RevisionFiles => ({
  'versions.tf': versions,
  'roles.tf': names
    .map(
      (name, index) => `resource "aws_iam_role" "r${index}" {
  name = "${name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`,
    )
    .join('\n'),
});

export const bucketProject = (name: string): RevisionFiles => ({
  'versions.tf': versions,
  's3.tf': `resource "aws_s3_bucket" "logs" {\n  bucket = "${name}"\n}\n`,
});
