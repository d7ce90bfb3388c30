import type { Block } from '@shared/domain/service'
import type { StopReason } from './run'

/** What a stop was for, in the restart history. */
export const stopWords: Record<StopReason, string> = {
  'not-started': 'Not started.',
  'by-person': 'Stopped on request.',
  idle: 'Stopped because nobody used it; the next request starts it.',
  quitting: 'OmniMind is quitting.',
}

/** A block in one sentence. */
export function blockWords(block: Block): string {
  if (block.kind === 'configuration') return block.problem.message
  const { port, pid, command } = block.holder
  const who = command ?? (pid === null ? 'Another program' : `Process ${pid}`)
  return `${who}${command !== null && pid !== null ? ` (pid ${pid})` : ''} holds port ${port}.`
}
