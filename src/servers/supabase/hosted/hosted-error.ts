import { z } from 'zod'
import { STATEMENT_MS } from '../limits'
import { SECOND } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import { postgresToolError } from '../postgres-error'
import { ResponseTooLarge } from './guarded-fetch'

/** As PostgREST and the storage answer, and as supabase-js throws it. */
const Told = z.object({
  message: z.string(),
  code: z.string().nullish(),
  details: z.string().nullish(),
  hint: z.string().nullish(),
  status: z.number().nullish(),
})

const badKey = 'Only the person can change the key, in the settings of this service.'

/** What went wrong, and what to do. @param host of the project, as its only part that is told */
export function hostedToolError(error: unknown, host: string): Error {
  if (error instanceof ToolError) return error
  if (error instanceof ResponseTooLarge)
    return new ToolError(`${error.message} Ask for fewer rows, fewer columns, or a smaller file.`)
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
  const { message, code, details, hint, status } = told.data
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
