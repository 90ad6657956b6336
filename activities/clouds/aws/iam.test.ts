import { describe, expect, it } from 'vitest';
import { trustedBy } from './iam.ts';

const policy = (...Statement: object[]) => encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));

describe('whom a role trusts', () => {
  it('is every principal of what it allows, once and in order', () => {
    const document = policy(
      {
        Effect: 'Allow',
        Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] },
        Action: 'sts:AssumeRole',
      },
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root', Service: 'ec2.amazonaws.com' } },
      { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::2:root' } },
    );
    expect(trustedBy(document)).toEqual(['arn:aws:iam::1:root', 'ec2.amazonaws.com', 'lambda.amazonaws.com']);
  });

  it('is everybody for a star, and one statement needs no list', () => {
    const document = encodeURIComponent(JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*' } }));
    expect(trustedBy(document)).toEqual(['*']);
  });

  it('leaves out external ids', () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'canary-7f3a1c' } };
    expect(trustedBy(policy({ Effect: 'Allow', Principal: { AWS: '1' }, Condition }))).toEqual(['1']);
  });

  it.each([undefined, '', '%', '{}', 'null'])('is unknown for %j', (document) => {
    expect(trustedBy(document)).toBeUndefined();
  });
});
