/** Questions about what was paid, from words alone. What the newest plan would cost is asked without any of these. */

export type CostQuestion =
  | { ask: 'budgets' }
  | { ask: 'costs'; groupBy: string; period: string; filter: Record<string, string[]> }
  | { ask: 'why'; period: string; filter: Record<string, string[]> };

const paying = /\b(?:costs?|spend|spending|spent|paid|pay|bills?|billed|expenses?|money)\b/i;
const past =
  /\b(?:spend|spending|spent|paid|pay|bills?|billed|last|this) (?:month|year|week|days?)\b|\b(?:spend|spending|spent|paid|bills?|billed)\b|\blast \d+ days\b/i;
const asks = /^(?:what|which|why|how|show|list|tell|explain|break|give|did|do|does|is|are|compare|our|my|spend|cost)/i;
const grew =
  /\b(?:why|what made|explain)\b.*\b(?:grow|grew|growing|rise|rose|increased?|higher|more|up|jump(?:ed)?|change[ds]?|less|lower|drop(?:ped)?|fell|down)\b/i;

const categories: [RegExp, string][] = [
  [/\bstorage\b/i, 'Storage'],
  [/\bcompute\b/i, 'Compute'],
  [/\bdatabases?\b/i, 'Databases'],
  [/\bnetwork(?:ing)?\b/i, 'Networking'],
];

const groups: [RegExp, string][] = [
  [/\b(?:per|by|each|which) regions?\b/i, 'region'],
  [/\b(?:per|by|each|which) (?:sub ?)?accounts?\b/i, 'subAccount'],
  [/\b(?:per|by|each|which) projects?\b/i, 'project'],
  [/\b(?:per|by|each) day\b|\bdaily\b/i, 'day'],
  [/\b(?:per|by|each) month\b|\bmonthly\b/i, 'month'],
  [/\b(?:per|by|each) categor(?:y|ies)\b/i, 'serviceCategory'],
  [/\b(?:per|by|each|which) services?\b/i, 'service'],
];

export function costQuestion(text: string): CostQuestion | undefined {
  if (/\bbudgets?\b/i.test(text) && /^(?:are|is|do|did|how|what|which|show|list|will|have)\b/i.test(text))
    return { ask: 'budgets' };
  if (!paying.test(text) || !asks.test(text)) return undefined;
  const group = groups.find(([words]) => words.test(text))?.[1];
  if (!past.test(text) && group === undefined && !grew.test(text)) return undefined;
  const category = categories.find(([words]) => words.test(text))?.[1];
  const filter: Record<string, string[]> = category ? { serviceCategory: [category] } : {};
  const period = periodIn(text) ?? (grew.test(text) ? 'last_month' : 'this_month');
  if (grew.test(text)) return { ask: 'why', period, filter };
  return {
    ask: 'costs',
    groupBy: group ?? 'service',
    period: period === 'this_month' && group === 'month' ? 'this_year' : period,
    filter,
  };
}

function periodIn(text: string): string | undefined {
  if (/\blast month\b/i.test(text)) return 'last_month';
  if (/\bthis month\b/i.test(text)) return 'this_month';
  if (/\bthis year\b/i.test(text)) return 'this_year';
  if (/\b(?:last|this) week\b|\blast 7 days\b/i.test(text)) return 'last_7_days';
  if (/\blast 30 days\b/i.test(text)) return 'last_30_days';
  return /\blast (?:90 days|3 months|quarter)\b/i.test(text) ? 'last_90_days' : undefined;
}
