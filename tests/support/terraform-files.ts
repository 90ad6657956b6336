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

/** Queues are the quickest thing that the sandbox account makes. */
export const queueProject = (...names: string[]): RevisionFiles => ({
  'versions.tf': versions,
  'queues.tf': names.map((name, index) => `resource "aws_sqs_queue" "q${index}" {\n  name = "${name}"\n}\n`).join('\n'),
});

export const bucketProject = (name: string): RevisionFiles => ({
  'versions.tf': versions,
  's3.tf': `resource "aws_s3_bucket" "logs" {\n  bucket = "${name}"\n}\n`,
});
