/** How long a call may take at services main has not told us about. */
export const DEFAULT_TIMEOUT_MS = 300_000
