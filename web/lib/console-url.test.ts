import { expect, it } from 'vitest';
import { consoleUrl } from './console-url.ts';

it('lets the AWS console find the page of an ARN', () => {
  expect(consoleUrl('aws', 'arn:aws:sqs:eu-west-1:123456789012:jobs')).toBe(
    'https://console.aws.amazon.com/go/view?arn=arn%3Aaws%3Asqs%3Aeu-west-1%3A123456789012%3Ajobs',
  );
});

it('makes no address for another partition, whose console is elsewhere', () => {
  expect(consoleUrl('aws', 'arn:aws-cn:s3:::logs')).toBeNull();
});

it('opens ARM ids in the Azure portal, and nothing that only looks like one', () => {
  const id = '/subscriptions/1/resourcegroups/a/providers/microsoft.storage/storageaccounts/b';
  expect(consoleUrl('azure', id)).toBe(`https://portal.azure.com/#resource${id}`);
  expect(consoleUrl('azure', 'javascript:alert(1)')).toBeNull();
});

it('knows the pages of common Google Cloud resources', () => {
  expect(consoleUrl('gcp', '//compute.googleapis.com/projects/p/zones/europe-west1-b/instances/web')).toBe(
    'https://console.cloud.google.com/compute/instancesDetail/zones/europe-west1-b/instances/web?project=p',
  );
  expect(consoleUrl('gcp', '//unknown.googleapis.com/projects/p/things/x')).toBeNull();
});

it('makes none for Kubernetes, which has no console of its own', () => {
  expect(consoleUrl('kubernetes', 'b0f5e3c2-0000-4000-8000-000000000000')).toBeNull();
});
