import { OmniMindError } from '../errors'

/** As deep as arguments may be nested; beyond it writing them again could exhaust the stack. */
export const MAX_ARGUMENT_DEPTH = 64

/** As large as arguments may be, as JSON in UTF-8. Every door takes 4 MB; 4 KB are left for the message around them. */
export const MAX_ARGUMENT_BYTES = 4 * 1024 * 1024 - 4 * 1024

/**
 * Refuses a tool's arguments that no door of OmniMind would let through, before they are sent.
 * @throws OmniMindError BAD_INPUT
 */
export function checkToolArguments(value: Record<string, unknown>): void {
  if (!isShallow(value, MAX_ARGUMENT_DEPTH)) {
    const message = `The arguments are nested deeper than ${MAX_ARGUMENT_DEPTH} levels.`
    throw new OmniMindError('BAD_INPUT', message, { nextStep: 'Send flatter arguments.' })
  }
  // Only now, since writing endlessly nested values would exhaust the stack.
  if (new TextEncoder().encode(JSON.stringify(value)).length > MAX_ARGUMENT_BYTES) {
    throw new OmniMindError('BAD_INPUT', 'The arguments are larger than 4 MB.', {
      nextStep: 'Send less at a time, in several calls.',
    })
  }
}

/** Walks level by level, without recursion; an object or array counts as one level. */
function isShallow(value: unknown, levels: number): boolean {
  let level = [value].filter(isNest)
  for (let depth = 0; depth < levels && level.length > 0; depth++)
    level = level.flatMap((nest) => Object.values(nest).filter(isNest))
  return level.length === 0
}

function isNest(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
