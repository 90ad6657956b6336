'use client';

import type { ReactNode } from 'react';
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Chart } from '@/lib/cost-series.ts';
import { axisText } from '@/lib/spend-words.ts';
import { ChartTip } from './chart-tip.tsx';

type ChartProps = { chart: Chart; currency: string; title: string; height?: number };

const tick = { fill: 'var(--muted)', fontSize: 11 };
const margin = { top: 6, right: 4, bottom: 0, left: 0 };

/** One height from the first moment, so that nothing jumps when the numbers come. */
const Box = ({ height, children }: { height: number; children: ReactNode }) => (
  <div style={{ height }} className="min-w-0">
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height }}>
      {children}
    </ResponsiveContainer>
  </div>
);

/** What both kinds of chart have around what they draw. Elements and not a component: Recharts looks for its own. */
const surroundings = ({ chart, currency }: ChartProps, total: boolean) => [
  <CartesianGrid key="grid" vertical={false} stroke="var(--border)" />,
  <XAxis key="x" dataKey="label" tick={tick} tickLine={false} axisLine={{ stroke: 'var(--border)' }} minTickGap={24} />,
  <YAxis key="y" tick={tick} tickLine={false} axisLine={false} width={52} tickFormatter={axisText(currency)} />,
  <Tooltip
    key="tip"
    isAnimationActive={false}
    cursor={total ? { fill: 'var(--hover)' } : { stroke: 'var(--strong-border)' }}
    content={(tip) => (
      <ChartTip active={tip.active} payload={tip.payload} series={chart.series} currency={currency} total={total} />
    )}
  />,
];

/** Bars of parts that add up; credits go below the line. */
export function Bars(props: ChartProps) {
  const { chart, title, height = 220 } = props;
  return (
    <Box height={height}>
      <BarChart data={chart.points} margin={margin} stackOffset="sign" title={title} barCategoryGap="18%">
        {surroundings(props, true)}
        <ReferenceLine y={0} stroke="var(--border)" />
        {chart.series.map(({ key, label, color }) => (
          <Bar
            key={key}
            dataKey={(point: Chart['points'][number]) => point.values[key]}
            name={label}
            stackId="all"
            fill={color}
            maxBarSize={44}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </Box>
  );
}

/** One line a series; a gap where nothing is known. */
export function Lines(props: ChartProps & { mark?: { value: number; label: string } }) {
  const { chart, title, height = 220, mark } = props;
  const several = chart.series.length > 2;
  const [first, second] = chart.series;
  if (several || !first || !second) {
    return (
      <Box height={height}>
        <LineChart data={chart.points} margin={margin} title={title}>
          {surroundings(props, false)}
          {chart.series.map(({ key, label, color }) => (
            <Line
              key={key}
              dataKey={(point: Chart['points'][number]) => point.values[key] ?? 0}
              name={label}
              stroke={color}
              strokeWidth={1.75}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </Box>
    );
  }
  return (
    <Box height={height}>
      <AreaChart data={chart.points} margin={margin} title={title}>
        {surroundings(props, false)}
        {mark ? (
          <ReferenceLine
            y={mark.value}
            stroke="var(--warn)"
            strokeDasharray="4 3"
            ifOverflow="extendDomain"
            label={{ value: mark.label, position: 'insideTopLeft', fill: 'var(--warn)', fontSize: 11 }}
          />
        ) : null}
        <Area
          dataKey={(point: Chart['points'][number]) => point.values[second.key]}
          name={second.label}
          stroke={second.color}
          strokeDasharray="5 3"
          fill="none"
          dot={false}
          isAnimationActive={false}
        />
        <Area
          dataKey={(point: Chart['points'][number]) => point.values[first.key]}
          name={first.label}
          stroke={first.color}
          strokeWidth={2}
          fill={first.color}
          fillOpacity={0.14}
          dot={false}
          isAnimationActive={false}
        />
      </AreaChart>
    </Box>
  );
}
