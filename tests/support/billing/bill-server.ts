/**
 * One stub for the four APIs that tell a bill: Cost Explorer, Azure's Query API, BigQuery and OVHcloud. It holds lines of a
 * bill by month, pages them, throttles on a seed, and its owner may add late lines or restate what is there.
 */
import { type FaultPlan, Faults } from '../clouds/core/faults.ts';
import { type StubAnswer, type StubRequest, serveHttp } from '../clouds/core/http.ts';

/** `cost` as the text that the API sends; `kind` of FOCUS' charge categories. */
export type BillLine = {
  month: string;
  day: string;
  service: string;
  account: string;
  kind: 'Usage' | 'Credit' | 'Tax';
  cost: string;
};

const pageSize = 2;
const page = (lines: BillLine[], from: number) => ({
  lines: lines.slice(from, from + pageSize),
  next: from + pageSize < lines.length ? from + pageSize : undefined,
});

export type BillServer = Awaited<ReturnType<typeof startBillServer>>;

export async function startBillServer(lines: BillLine[], plan: FaultPlan) {
  process.stdout.write(`bill server: seed ${plan.seed}\n`);
  const state = { lines, currency: 'USD' };
  const faults = new Faults(plan);
  const ofMonth = (month: string) => state.lines.filter((line) => line.month === month);
  const jobs = new Map<string, string>();

  const answer = (request: StubRequest): StubAnswer => {
    const { url, method } = request;
    if (url.pathname.endsWith('/token')) return ok({ access_token: 'stub', expires_in: 3_600, token_type: 'Bearer' });
    const fault = faults.next();
    if (fault === 'drop') return 'drop';
    if (fault === 'throttle') return throttled(request);
    if (request.headers['x-amz-target']) return costExplorer(request);
    if (url.pathname.includes('/Microsoft.CostManagement/query')) return azure(request);
    if (url.pathname.includes('/bigquery/v2/')) return bigQuery(request, method);
    return ovh(url);
  };

  function throttled({ headers }: StubRequest): StubAnswer {
    if (headers['x-amz-target']) return { status: 400, body: { __type: 'ThrottlingException', message: 'slow down' } };
    const wait = { 'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '1', 'retry-after': '1' };
    return { status: 429, headers: wait, body: { error: { code: 429, message: 'slow down' } } };
  }

  function costExplorer({ body }: StubRequest): StubAnswer {
    const { TimePeriod, Filter, NextPageToken } = JSON.parse(body);
    const wanted: string[] = Filter.Dimensions?.Values ?? ['Usage'];
    const found = ofMonth(TimePeriod.Start.slice(0, 7)).filter(({ kind }) => wanted.includes(kind));
    const { lines: shown, next } = page(found, Number(NextPageToken ?? 0));
    const ResultsByTime = shown.map(({ day, service, account, cost }) => ({
      TimePeriod: { Start: day, End: day },
      Groups: [{ Keys: [service, account], Metrics: { UnblendedCost: money(cost), AmortizedCost: money(cost) } }],
    }));
    return ok({ ResultsByTime, ...(next === undefined ? {} : { NextPageToken: String(next) }) });
  }

  const money = (Amount: string) => ({ Amount, Unit: state.currency });

  function azure({ url, body, headers }: StubRequest): StubAnswer {
    if (!headers.authorization?.startsWith('Bearer ')) return { status: 401, body: {} };
    const month = JSON.parse(body).timePeriod.from.slice(0, 7);
    const from = Number(url.searchParams.get('$skiptoken') ?? 0);
    const { lines: shown, next } = page(ofMonth(month), from);
    const link = new URL(url);
    link.searchParams.set('$skiptoken', String(next));
    const columns = [
      'Cost',
      'UsageDate',
      'ServiceName',
      'ResourceId',
      'ResourceLocation',
      'SubscriptionId',
      'ChargeType',
      'Currency',
    ];
    const rows = shown.map((line) => {
      const kind = line.kind === 'Credit' ? 'Refund' : line.kind;
      return [
        raw(line.cost),
        raw(line.day.replaceAll('-', '')),
        line.service,
        '/SUBSCRIPTIONS/A/X',
        'westeurope',
        line.account,
        kind,
        state.currency,
      ];
    });
    const properties = {
      nextLink: next === undefined ? null : link.href,
      columns: columns.map((name) => ({ name })),
      rows,
    };
    return { status: 200, body: { properties } };
  }

  function bigQuery({ url, body }: StubRequest, method: string): StubAnswer {
    const id = url.pathname.split('/').at(-1) ?? '';
    if (method === 'POST') {
      const { configuration, jobReference } = JSON.parse(body);
      jobs.set(jobReference.jobId, configuration.query.queryParameters[0].parameterValue.value);
      return ok({ jobReference, status: { state: 'DONE' }, configuration });
    }
    const month = (jobs.get(id) ?? '').replace(/^(\d{4})/, '$1-');
    const { lines: shown, next } = page(ofMonth(month), Number(url.searchParams.get('pageToken') ?? 0));
    const names = ['day', 'category', 'service', 'sku', 'sku_id', 'project', 'region', 'currency', 'cost', 'list'];
    const categories = { Usage: 'regular', Credit: 'credit', Tax: 'tax' };
    const rows = shown.map(({ day, kind, service, account, cost }) => ({
      f: [day, categories[kind], service, 'a sku', 'S-1', account, 'europe-west1', state.currency, cost, cost].map(
        (v) => ({ v }),
      ),
    }));
    const schema = { fields: names.map((name) => ({ name, type: 'STRING' })) };
    const more = next === undefined ? {} : { pageToken: String(next) };
    return ok({
      jobComplete: true,
      jobReference: { jobId: id },
      schema,
      rows,
      totalRows: String(shown.length),
      ...more,
    });
  }

  /** One bill a kind of charge; its lines are the details. */
  function ovh(url: URL): StubAnswer {
    const path = url.pathname.replace('/1.0', '');
    if (path === '/auth/time') return ok(Math.round(Date.now() / 1_000));
    const [, bill, , detail] = path.replace('/me/bill', '').split('/');
    if (path === '/me/bill') {
      const month = url.searchParams.get('date.from')?.slice(0, 7) ?? '';
      return ok([...new Set(ofMonth(month).map(({ kind }) => `${month}-${kind}`))]);
    }
    const found = state.lines.filter(({ month, kind }) => `${month}-${kind}` === bill);
    if (path.endsWith('/details')) return ok(found.map((_, index) => String(index)));
    const price = (value: string) => ({ value: Number(value), currencyCode: state.currency });
    if (detail === undefined) return ok({ billId: bill, date: `${found[0]?.day}T00:00:00Z` });
    const line = found[Number(detail)];
    if (!line) return { status: 404, body: {} };
    const { day, service, account, cost } = line;
    const day2 = `${day}T00:00:00Z`;
    return ok({
      billDetailId: detail,
      description: service,
      domain: account,
      periodStart: day2,
      periodEnd: day2,
      quantity: '1',
      totalPrice: price(cost),
      unitPrice: price(cost),
    });
  }

  const server = await serveHttp(answer);
  return { ...server, state, faults };
}

const ok = (body: unknown): StubAnswer => ({ status: 200, body });

/** A number with all its digits, as JSON has it and JavaScript has not. */
const raw = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
