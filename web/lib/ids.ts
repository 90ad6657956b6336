const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What stands in the address bar may be anything; only this is asked for. */
export const isId = (text: string): boolean => uuid.test(text);
