import { expect, it } from 'vitest';
import { counted, typeLabel } from './estate-words.ts';

it.each([
  ['AWS::EC2::Instance', 'EC2 Instance'],
  ['microsoft.compute/virtualMachines', 'compute/virtualMachines'],
  ['compute.googleapis.com/Instance', 'compute/Instance'],
  ['apps/v1/Deployment', 'apps/v1/Deployment'],
])('shows %s as %s', (nativeType, label) => {
  expect(typeLabel(nativeType)).toBe(label);
});

it('counts in words', () => {
  expect(counted(1, 'resource')).toBe('1 resource');
  expect(counted(12_345, 'resource')).toBe('12,345 resources');
});
