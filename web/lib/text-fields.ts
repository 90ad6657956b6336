/** Lines of forms that differ by kind: which there are, and what was typed into them. */

export type TextFieldOf<Name extends string = string> = {
  name: Name;
  label: string;
  hint?: string;
  optional?: true;
  /** `hidden`: a secret, shown as dots; `long`: of many lines, such as a key. */
  look?: 'hidden' | 'long';
};

export type Texts = Record<string, string>;

/** Only what was typed, without blanks around it. */
export const filled = (fields: readonly TextFieldOf[], texts: Texts): Texts =>
  Object.fromEntries(
    fields.map(({ name }) => [name, texts[name]?.trim() ?? ''] as const).filter(([, value]) => value !== ''),
  );

/** Whether everything is there that has to be. */
export const isFilled = (fields: readonly TextFieldOf[], texts: Texts): boolean =>
  fields.every(({ name, optional }) => optional || texts[name]?.trim());
