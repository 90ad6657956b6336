/** Addresses, gateways, load balancers, VPN. Prices: https://aws.amazon.com/vpc/pricing/, .../elasticloadbalancing/pricing/ */
import { type Amount, combine, Decimal, fixed, hoursPerMonth, per } from '../amount.ts';
import { hourly, type Line, line, tiered } from '../line.ts';
import type { Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

/** Who uses an address: the argument that names it. */
const users: [string, string][] = [
  ['aws_nat_gateway', 'allocation_id'],
  ['aws_eip_association', 'allocation_id'],
  ['aws_lb', 'subnet_mapping'],
  ['aws_alb', 'subnet_mapping'],
];

function inUse(address: Resource): boolean {
  const attached = ['instance', 'network_interface'].some(
    (argument) =>
      address.text(argument) !== null || address.side.configuration.references(address.address, argument).length > 0,
  );
  return (
    attached ||
    users.some(([type, argument]) =>
      address.side.resources.some((one) => one.type === type && one.references(argument, 'aws_eip').includes(address)),
    )
  );
}

/** Capacity units of an hour: the dimension that is used most. */
function capacityUnits(balancer: Resource, network: boolean): Amount {
  const seconds = hoursPerMonth * 3600;
  const perUnit = network ? { fresh: 800, active: 100_000 } : { fresh: 25, active: 3000 };
  const fresh = per(balancer.use('new_connections'), seconds * perUnit.fresh);
  const active = per(balancer.use('active_connections'), perUnit.active);
  const bytes = per(balancer.use('processed_bytes_gb'), hoursPerMonth);
  const rules = per(balancer.use('rule_evaluations'), seconds * 1000);
  const most = combine((...values) => Decimal.max(...values), fresh, active, bytes, network ? fixed(0) : rules);
  const stated = ['new_connections', 'active_connections', 'processed_bytes_gb'].some((key) => balancer.stated(key));
  return stated ? { ...most, low: most.expected, high: most.expected, stated, assumed: [] } : most;
}

function balancer(resource: Resource): Line[] {
  const type = resource.text('load_balancer_type') ?? 'application';
  if (type === 'gateway')
    return [
      hourly('Gateway load balancer', 'elb/gateway'),
      line('Load balancer capacity units', 'GLCU', 'elb/gateway-lcu', capacityUnits(resource, true), {
        allMonth: true,
      }),
    ];
  const network = type === 'network';
  const [name, key] = network ? ['Network load balancer', 'network'] : ['Application load balancer', 'application'];
  return [
    hourly(name, `elb/${key}`),
    line('Load balancer capacity units', 'LCU', `elb/${key}-lcu`, capacityUnits(resource, network), { allMonth: true }),
  ];
}

/** Interface endpoints are paid per zone; gateways to S3 and DynamoDB are free. */
function endpoint(resource: Resource): Line[] {
  const type = resource.textOr('vpc_endpoint_type', 'Gateway');
  if (type === 'Gateway') return [];
  const stated = resource.stated('vpc_endpoint_interfaces');
  const zones = Math.max(1, resource.list('subnet_ids').length, subnets(resource, 'subnet_ids'));
  const used = resource.use('monthly_data_processed_gb');
  if (type === 'GatewayLoadBalancer')
    return [
      line('Data processed', 'GB', 'vpc/endpoint-gwlb-data', used),
      hourly('Endpoint (GatewayLoadBalancer)', 'vpc/endpoint-gwlb', stated?.toNumber() ?? zones),
    ];
  const data = tiered(
    [
      { name: 'Data processed (first 1PB)', upTo: 1_048_576, price: 'vpc/endpoint-data/1' },
      { name: 'Data processed (next 4PB)', upTo: 5_242_880, price: 'vpc/endpoint-data/2' },
      { name: 'Data processed (over 5PB)', upTo: null, price: 'vpc/endpoint-data/3' },
    ],
    'GB',
    used,
  );
  return [...data, hourly('Endpoint (Interface)', 'vpc/endpoint', stated?.toNumber() ?? zones)];
}

const subnets = (resource: Resource, argument: string) => resource.references(argument, 'aws_subnet').length;

export const networkRules: Rules = {
  aws_eip: (address) =>
    inUse(address) ? [hourly('IP address (in use)', 'vpc/ipv4')] : [hourly('IP address (if unused)', 'vpc/ipv4')],
  aws_nat_gateway: (gateway) => [
    hourly('NAT gateway', 'vpc/nat-gateway'),
    line('Data processed', 'GB', 'vpc/nat-gateway-data', gateway.use('monthly_data_processed_gb')),
  ],
  aws_lb: balancer,
  aws_alb: balancer,
  aws_elb: (resource) => [
    hourly('Classic load balancer', 'elb/classic'),
    line('Data processed', 'GB', 'elb/classic-data', resource.use('monthly_data_processed_gb')),
  ],
  aws_vpc_endpoint: endpoint,
  aws_vpn_connection: (vpn) => {
    const viaTransit =
      vpn.text('transit_gateway_id') !== null ||
      vpn.references('transit_gateway_id', 'aws_ec2_transit_gateway').length > 0;
    return [
      hourly('VPN connection', 'vpc/vpn'),
      ...(viaTransit
        ? [
            hourly('Transit gateway attachment', 'transit-gateway/attachment'),
            line('Data processed', 'GB', 'transit-gateway/data', vpn.use('monthly_data_processed_gb')),
          ]
        : []),
    ];
  },
  aws_ec2_transit_gateway_vpc_attachment: (attachment) => [
    hourly('Transit gateway attachment', 'transit-gateway/attachment'),
    line('Data processed', 'GB', 'transit-gateway/data', attachment.use('monthly_data_processed_gb')),
  ],
  aws_ec2_transit_gateway_peering_attachment: () => [
    hourly('Transit gateway attachment', 'transit-gateway/attachment'),
  ],
  aws_ec2_client_vpn_endpoint: () => [hourly('Connection', 'vpc/client-vpn-connection')],
  aws_ec2_client_vpn_network_association: () => [hourly('Endpoint association', 'vpc/client-vpn-association')],
  aws_ec2_traffic_mirror_session: () => [hourly('Traffic mirror', 'vpc/traffic-mirror')],
  aws_globalaccelerator_accelerator: () => [hourly('Fixed fee', 'global-accelerator/hour')],
  aws_networkfirewall_firewall: (firewall) => [
    hourly(
      'Network Firewall Endpoint',
      'network-firewall/endpoint',
      Math.max(1, firewall.blocks('subnet_mapping').length),
    ),
    line('Data Processed', 'GB', 'network-firewall/data', firewall.use('monthly_data_processed_gb')),
  ],
};
