import type { ReactNode } from 'react';
import type { CostOverview } from '@/lib/api-types.generated.ts';
import { dayText, monthText, periodText } from '@/lib/cost-period.ts';
import { minus, spent } from '@/lib/spend-words.ts';
import { ChangeText } from './change-text.tsx';

type Money = CostOverview['currencies'][number];

/** The month in four figures: so far, against the same days before, forecast, and all of the month before. */
export function MonthFacts({ money, data }: { money: Money; data: CostOverview }) {
  const { currency, monthToDate, sameDaysBefore, monthBefore, forecast } = money;
  const delta = minus(monthToDate, sameDaysBefore);
  return (
    <dl className="panel grid grid-cols-2 divide-border max-lg:[&>*:nth-child(n+3)]:border-t lg:grid-cols-4 lg:divide-x">
      <Fact
        label={data.period.to === data.month.to ? monthText(data.month.from) : 'Month to date'}
        testId="month-to-date"
      >
        <Amount text={spent(monthToDate, currency)} exact={monthToDate} />
        <Note>{periodText(data.period)}</Note>
      </Fact>
      <Fact label="Change">
        <ChangeText
          delta={delta}
          before={sameDaysBefore}
          currency={currency}
          className="whitespace-normal font-semibold text-base"
        />
        <Note>
          against {spent(sameDaysBefore, currency)}, {periodText(data.compare)}
        </Note>
      </Fact>
      <Fact label="Forecast for the month">
        {forecast ? (
          <>
            <Amount text={spent(forecast.expected, currency)} exact={forecast.expected} />
            <Note>
              {spent(forecast.low, currency)} to {spent(forecast.high, currency)} in 8 of 10 months; from bills through{' '}
              {dayText(forecast.asOf)}
            </Note>
          </>
        ) : (
          <Note>
            {data.period.to === data.month.to
              ? 'The month is over.'
              : 'Too few complete days, or bills that are too old.'}
          </Note>
        )}
      </Fact>
      <Fact label="Month before">
        <Amount text={spent(monthBefore, currency)} exact={monthBefore} />
        <Note>all of {monthText(data.compare.from)}</Note>
      </Fact>
    </dl>
  );
}

const Fact = ({ label, testId, children }: { label: string; testId?: string; children: ReactNode }) => (
  <div className="grid min-w-0 content-start gap-0.5 border-border p-3 max-lg:even:border-l" data-testid={testId}>
    <dt className="text-muted text-xs">{label}</dt>
    <dd className="grid min-w-0 gap-0.5">{children}</dd>
  </div>
);

const Amount = ({ text, exact }: { text: string; exact: string }) => (
  <span className="truncate font-semibold text-base tabular-nums sm:text-lg" title={exact}>
    {text}
  </span>
);

const Note = ({ children }: { children: ReactNode }) => (
  <span className="text-muted text-xs tabular-nums">{children}</span>
);
