import { describe, expect, it } from 'vitest';
import { Estimate } from '../../../db/model/cost-estimate.ts';
import { planOf } from './estimate.fixtures.ts';
import { estimatePlan } from './index.ts';
import { lookIn } from './price-book.ts';
import { parseUsage } from './usage.ts';

const here = { region: 'us-east-1' };
const machine = (type: string) => ({
  instance_type: type,
  root_block_device: [{ volume_type: 'gp3', volume_size: 10 }],
});
const same = (value: string) => ({ low: value, expected: value, high: value });

describe('a plan', () => {
  it('costs what comes after, less what was before', () => {
    const estimate = estimatePlan(
      planOf({
        'aws_instance.new': { after: machine('t3.micro') },
        'aws_instance.grown': { actions: ['update'], before: machine('t3.micro'), after: machine('t3.medium') },
        'aws_instance.gone': { actions: ['delete'], before: machine('m5.large') },
        'aws_instance.again': {
          actions: ['delete', 'create'],
          before: machine('m5.large'),
          after: machine('m5.large'),
        },
        'aws_instance.still': { actions: ['no-op'], before: machine('m5.large'), after: machine('m5.large') },
      }),
      here,
    );
    expect(Estimate.parse(estimate)).toEqual(estimate);
    const delta = Object.fromEntries(
      estimate.resources.map(({ address, delta, action }) => [address, [action, delta]]),
    );
    expect(delta).toEqual({
      'aws_instance.new': ['create', same('8.392')],
      'aws_instance.grown': ['update', same('22.776')],
      'aws_instance.gone': ['destroy', same('-70.88')],
      'aws_instance.again': ['replace', same('0')],
    });
    expect(estimate).toMatchObject({ delta: same('-39.712'), unchanged: 1, currency: 'USD', hoursPerMonth: 730 });
    expect(estimate.before).toEqual(same('221.032'));
    expect(estimate.after).toEqual(same('181.32'));
  });

  it('goes on paying for what Terraform only forgets', () => {
    const estimate = estimatePlan(
      planOf({ 'aws_instance.left': { actions: ['forget'], before: machine('m5.large') } }),
      here,
    );
    expect(estimate.delta).toEqual(same('0'));
    expect(estimate.after).toEqual(same('70.88'));
  });

  it('has no number for a type without a price, and names it', () => {
    const estimate = estimatePlan(
      planOf({
        'aws_quantum_computer.q': { after: { qubits: 1000 } },
        'aws_iam_role.r': { after: { name: 'r' } },
        'aws_sqs_queue.q': { after: {} },
      }),
      here,
    );
    expect(estimate.unpricedTypes).toEqual(['aws_quantum_computer']);
    expect(estimate.coverage).toEqual({ changed: 3, priced: 1, free: 1, partial: 0, unpriced: 1, share: '0.6667' });
    const unpriced = estimate.resources.find(({ status }) => status === 'unpriced');
    expect(unpriced).toMatchObject({ components: [], notes: ['no price for the type aws_quantum_computer'] });
  });

  it('says what it could not price of a resource in a region or of a size without a price', () => {
    const estimate = estimatePlan(planOf({ 'aws_instance.far': { after: machine('u7in-32tb.224xlarge') } }), here);
    const [resource] = estimate.resources;
    expect(resource?.status).toBe('partial');
    expect(resource?.notes[0]).toMatch(/^no price in us-east-1 for: Instance usage .*u7in/);
    expect(resource?.components[0]).toMatchObject({
      unitPrice: null,
      monthlyCost: null,
      range: null,
      monthlyQuantity: '730',
    });
    expect(estimate.partialResources).toEqual(['aws_instance.far']);
    const elsewhere = estimatePlan(planOf({ 'aws_nat_gateway.n': { after: {} } }, 'mx-central-1'), here);
    expect(elsewhere).toMatchObject({ unpricedTypes: ['aws_nat_gateway'], after: same('0') });
  });

  it('assumes a default for what is known only after apply, and says so', () => {
    const estimate = estimatePlan(
      planOf({
        'aws_db_instance.d': {
          after: { engine: 'postgres', instance_class: 'db.t3.medium' },
          unknown: { allocated_storage: true },
          expressions: {
            allocated_storage: { references: ['aws_ssm_parameter.size.value', 'aws_ssm_parameter.size'] },
          },
        },
        'aws_ssm_parameter.size': { after: { tier: 'Standard' } },
      }),
      here,
    );
    const database = estimate.resources.find(({ type }) => type === 'aws_db_instance');
    expect(database?.notes).toEqual(['allocated_storage is known only after apply: estimated with 20']);
    expect(database?.after).toEqual(same('54.86'));
  });
});

describe('use', () => {
  const plan = planOf({ 'aws_nat_gateway.n': { after: {} } });

  it('that nobody stated is none, a default, and five times the default', () => {
    const [gateway] = estimatePlan(plan, here).resources;
    expect(gateway?.after).toEqual({ low: '32.85', expected: '37.35', high: '55.35' });
    expect(gateway?.components[1]).toMatchObject({ monthlyQuantity: null, assumed: 'monthly_data_processed_gb: 100' });
  });

  it('that a file states is what is estimated with, to the last digit', () => {
    const usage = parseUsage('resource_usage:\n  aws_nat_gateway.n:\n    monthly_data_processed_gb: 0.1\n');
    const [gateway] = estimatePlan(plan, { ...here, usage }).resources;
    expect(gateway?.components[1]).toMatchObject({ monthlyQuantity: '0.1', monthlyCost: '0.0045' });
    expect(gateway?.after).toEqual(same('32.8545'));
  });

  it('holds for every instance of a counted resource, and for a whole type', () => {
    const counted = planOf({ 'aws_sqs_queue.q[0]': { after: {} }, 'aws_sqs_queue.q[1]': { after: {} } });
    const every = parseUsage('resource_usage:\n  aws_sqs_queue.q[*]:\n    monthly_requests: 1000000\n');
    expect(estimatePlan(counted, { ...here, usage: every }).after).toEqual(same('0.8'));
    const typed = parseUsage('resource_type_default_usage:\n  aws_sqs_queue:\n    monthly_requests: 2000000\n');
    expect(estimatePlan(counted, { ...here, usage: typed }).after).toEqual(same('1.6'));
  });

  it('is refused in words when the file is no usage file', () => {
    expect(() => parseUsage('- a\n- b')).toThrow(/resource_usage/);
    expect(() => parseUsage('a: [')).toThrow(/cannot be read/);
  });
});

describe('a price book', () => {
  const book = lookIn({
    name: 'ours',
    date: '2026-01-01',
    currency: 'USD',
    sources: [],
    prices: { 'sqs/standard': { 'eu-west-1': '0.3', '*': '0.35' }, 'vpc/nat-gateway': { 'us-east-1': '0.01' } },
    families: { 'ec2/linux/shared/t3': { 'us-east-1': '0.08' } },
    sameAs: { 'us-east-2': { region: 'us-east-1', keys: ['ec2/'] } },
  });
  const price = (key: string, region: string) => book.price(key, region)?.toFixed() ?? null;

  it('answers for the region, for a region with the same list, for everywhere, or not at all', () => {
    expect(price('sqs/standard', 'eu-west-1')).toBe('0.3');
    expect(price('sqs/standard', 'us-east-2')).toBe('0.35');
    expect(price('vpc/nat-gateway', 'us-east-2')).toBeNull();
    expect(price('ec2/linux/shared/t3.micro', 'us-east-2')).toBe('0.01');
    expect(price('ec2/linux/shared/t3.metal', 'us-east-1')).toBeNull();
    expect(price('constructor', 'toString')).toBeNull();
  });

  it('states its name and day in every estimate made with it', () => {
    const estimate = estimatePlan(planOf({ 'aws_sqs_queue.q': { after: {} } }), { ...here, prices: book });
    expect(estimate.priceBook).toEqual({ name: 'ours', date: '2026-01-01' });
  });
});

describe('a reference', () => {
  it('is followed through the variables of a module', () => {
    const plan = planOf({ 'aws_eip.address': { after: {} } });
    const gateway = { address: 'aws_nat_gateway.n', mode: 'managed', type: 'aws_nat_gateway', name: 'n' };
    plan.resource_changes?.push({
      ...gateway,
      address: 'module.net.aws_nat_gateway.n',
      mode: 'managed',
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: { actions: ['create'], before: null, after: {} },
    });
    const root = plan.configuration?.root_module;
    if (root)
      root.module_calls = {
        net: {
          expressions: { address: { references: ['aws_eip.address.id', 'aws_eip.address'] } },
          module: { resources: [{ ...gateway, expressions: { allocation_id: { references: ['var.address'] } } }] },
        },
      };
    const address = estimatePlan(plan, here).resources.find(({ type }) => type === 'aws_eip');
    expect(address?.components[0]?.name).toBe('IP address (in use)');
  });

  it('that goes in a circle ends', () => {
    const plan = planOf({ 'aws_eip.a': { after: {}, expressions: { instance: { references: ['module.x.y'] } } } });
    const root = plan.configuration?.root_module;
    if (root)
      root.module_calls = {
        x: {
          expressions: { v: { references: ['module.x.y'] } },
          module: { outputs: { y: { expression: { references: ['var.v'] } } } },
        },
      };
    expect(estimatePlan(plan, here).resources).toHaveLength(1);
  });
});
