import { z } from 'zod'
import type { ToolCall } from '../../kit/define-tool'

export const SessionName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'A session name has letters, digits, _ and - only, at most 40.' })
  .optional()
  .describe('A session several clients share by its name; without it you have one of your own')

/** The engine's name of a session: a named one, or the caller's own. */
export function sessionKey(name: string | undefined, { session }: ToolCall): string {
  return name === undefined ? `own ${session.id}` : `named ${name}`
}

/** Undoes `sessionKey`: null is the caller's own, undefined somebody else's own. */
export function sessionName(key: string, { session }: ToolCall): string | null | undefined {
  if (key.startsWith('named ')) return key.slice('named '.length)
  return key === `own ${session.id}` ? null : undefined
}
