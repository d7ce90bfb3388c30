import { z } from 'zod'
import { STATEMENT_MS } from '../limits'
import { SECOND } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import { postgresToolError } from '../postgres-error'
import type { HostedSettings } from '../settings'
import { ResponseTooLarge } from './guarded-fetch'
import { withoutKey } from './without-key'

/** As PostgREST and the storage answer, and as supabase-js throws it. */
const Told = z.object({
  message: z.string(),
  code: z.string().nullish(),
  details: z.string().nullish(),
  hint: z.string().nullish(),
  status: z.number().nullish(),
})

const badKey = 'Only the person can change the key, in the settings of this service.'

/** What went wrong, and what to do; without the key. Of the project only its host is told. */
export function hostedToolError(error: unknown, { url, key }: HostedSettings): Error {
  const explained = explain(error, new URL(url).host, key)
  if (!explained.message.includes(key)) return explained
  return new ToolError(withoutKey(explained.message, key))
}

function explain(error: unknown, host: string, key: string): Error {
  if (error instanceof ToolError) return error
  if (error instanceof ResponseTooLarge)
    return new ToolError(`${error.message} Ask for fewer rows, fewer columns, or a smaller file.`)
  if (error instanceof z.ZodError) return new ToolError(`${host} answered what this service cannot read.`)
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError')
    return new ToolError(
      `${host} did not answer within ${STATEMENT_MS / SECOND} s. Ask for less, or try again later.`,
    )
  if (name === 'AbortError') return new ToolError('The call was cancelled.')
  if (error instanceof TypeError) return new ToolError(`${host} could not be reached: ${causeOf(error)}.`)
  const told = Told.safeParse(error)
  if (!told.success)
    return error instanceof Error ? error : new Error('The project answered something unknown.')
  const { message, code, details, hint, status } = withoutKey(told.data, key)
  if (message === '') return new ToolError(`${host} refused it without saying why.`)
  if (status === 401 || /invalid api key/i.test(message))
    return new ToolError(`${host} refuses the key: ${message}. ${badKey}`)
  return postgresToolError({ code: code || null, message, details, hint })
}

/** Node's fetch says why in the cause, by the system's code. */
function causeOf(error: Error): string {
  const cause = z.object({ code: z.string() }).safeParse(error.cause)
  if (cause.success) return cause.data.code
  return error.cause instanceof Error ? error.cause.message : 'no connection'
}
