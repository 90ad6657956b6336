/** Terraform files whose apply takes long enough to die in. */
import type { RevisionFiles } from '../../../platform/revision-files.ts';
import { roleProject } from '../../support/terraform-files.ts';

/** A role is there within a second; a queue takes about 25 seconds, because the provider waits for its attributes. */
export const roleThenQueue = (name: string): RevisionFiles => ({
  ...roleProject(`${name}-role`),
  'queue.tf': `resource "aws_sqs_queue" "slow" {\n  name       = "${name}-queue"\n  depends_on = [aws_iam_role.r0]\n}\n`,
});
