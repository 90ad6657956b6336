/** Empty answers of the services that a check reads a little of, by the call. */
const query = (action: string, inner = '') =>
  `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`;

export const emptyAnswers = (regions: string[]): Record<string, string> => ({
  DescribeInstances: '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>',
  DescribeRegions: `<DescribeRegionsResponse><regionInfo>${regions
    .map((name) => `<item><regionName>${name}</regionName><regionEndpoint>x</regionEndpoint></item>`)
    .join('')}</regionInfo></DescribeRegionsResponse>`,
  ListRoles: query('ListRoles', '<IsTruncated>false</IsTruncated><Roles/>'),
  DescribeDBInstances: query('DescribeDBInstances', '<DBInstances/>'),
  ListTables: '{"TableNames":[]}',
  GetResources: '{"ResourceTagMappingList":[]}',
  's3 GET /': '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>',
  'lambda GET /2015-03-31/functions': '{"Functions":[]}',
  'lambda GET /2015-03-31/functions/': '{"Functions":[]}',
});
