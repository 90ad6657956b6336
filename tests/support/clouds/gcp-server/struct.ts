/** Plain JSON as a google.protobuf.Struct. */
export const toStruct = (value: object) => ({
  fields: Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toValue(each)])),
});

function toValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(toValue) } };
  return value === null || value === undefined ? { nullValue: 'NULL_VALUE' } : { structValue: toStruct(value) };
}
