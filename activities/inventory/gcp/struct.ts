/** google.protobuf.Struct, as gRPC hands it over, to plain JSON. */
import type { Json } from '../../clouds/provider.ts';

type Struct = { fields?: Record<string, Value> | null };
type Value = {
  stringValue?: string | null;
  numberValue?: number | null;
  boolValue?: boolean | null;
  structValue?: Struct | null;
  listValue?: { values?: Value[] | null } | null;
  kind?: string;
};

export function fromStruct(struct: unknown): Record<string, Json> {
  const { fields } = (struct ?? {}) as Struct;
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, fromValue(value)]));
}

function fromValue(value: Value): Json {
  switch (value.kind) {
    case 'stringValue':
      return value.stringValue ?? '';
    case 'numberValue':
      return value.numberValue ?? 0;
    case 'boolValue':
      return value.boolValue ?? false;
    case 'structValue':
      return fromStruct(value.structValue);
    case 'listValue':
      return (value.listValue?.values ?? []).map(fromValue);
    default:
      return null;
  }
}
