'use client';

type TickListProps<Choice extends string> = {
  legend: string;
  /** In the order in which they are shown. */
  choices: readonly Choice[];
  words: Record<Choice, { label: string; says: string }>;
  chosen: Choice[];
  onChange: (chosen: Choice[]) => void;
  off?: boolean;
};

/** Any number of choices, each with a sentence that says what it means. */
export const TickList = <Choice extends string>(props: TickListProps<Choice>) => {
  const { legend, choices, words, chosen, onChange, off } = props;
  return (
    <fieldset className="grid gap-1" disabled={off}>
      <legend className="mb-1 font-medium text-xs">{legend}</legend>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {choices.map((choice) => (
          <label
            key={choice}
            className="-mx-1.5 flex min-h-8 cursor-pointer items-start gap-2 rounded px-1.5 py-1 text-sm hover:bg-hover has-disabled:cursor-default"
          >
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, choice] : chosen.filter((one) => one !== choice))
              }
              className="mt-0.5 size-3.5 shrink-0 accent-primary"
            />
            <span className="min-w-0">
              {words[choice].label}
              <span className="block text-muted text-xs">{words[choice].says}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
