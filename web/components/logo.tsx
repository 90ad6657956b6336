/** Two arcs of light. Drawn here so that it takes its colours from the scheme. */
export const Logo = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden role="presentation">
    <title>Aurora</title>
    <path
      d="M4 25C7.200 12.500 11.200 7 16 7s8.800 5.500 12 18"
      fill="none"
      stroke="var(--primary)"
      strokeWidth="3.400"
      strokeLinecap="round"
    />
    <path
      d="M10 26c1.700-7 3.700-10.200 6-10.200S20.300 19 22 26"
      fill="none"
      stroke="var(--replace)"
      strokeWidth="3.400"
      strokeLinecap="round"
    />
  </svg>
);
