export * from './billing.ts';
export * from './chat.ts';
export * from './estate.ts';
export * from './events.ts';
export * from './people.ts';
export * from './projects.ts';
export * from './runs.ts';
