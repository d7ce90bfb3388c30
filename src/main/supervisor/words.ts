import type { StopReason } from './run'

/** What a stop was for, in the restart history. */
export const stopWords: Record<StopReason, string> = {
  'not-started': 'Not started.',
  'by-person': 'Stopped on request.',
  idle: 'Stopped because nobody used it; the next request starts it.',
  quitting: 'OmniMind is quitting.',
}
