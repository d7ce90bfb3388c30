import type { PortHolder } from '@shared/domain/service'
import type { StopReason } from './run'

/** What a stop was for, in the restart history. */
export const stopWords: Record<StopReason, string> = {
  'not-started': 'Not started.',
  'by-person': 'Stopped on request.',
  idle: 'Stopped because nobody used it; the next request starts it.',
  quitting: 'OmniMind is quitting.',
}

/** The program that holds a port: `nginx (pid 77)`. */
export function holderWords({ command, pid }: PortHolder): string {
  if (command === null) return pid === null ? 'another program' : `process ${pid}`
  return pid === null ? command : `${command} (pid ${pid})`
}

/** A text that another sentence may follow. */
export function fullStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
