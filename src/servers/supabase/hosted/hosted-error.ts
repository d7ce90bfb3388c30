import { z } from 'zod'
import { STATEMENT_MS } from '../limits'
import { SECOND } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import { postgresToolError } from '../postgres-error'
import type { HostedSettings } from '../settings'
import { outcomeNotKnown, type ShownBy } from '../unknown-outcome'
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
type Told = z.infer<typeof Told>

const badKey = 'Only the person can change the key, in the settings of this service.'

/** No connection was made, so nothing was asked; by the codes of the system and of Node's fetch. */
const NEVER_ASKED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+)$/
/** SQLSTATE: the connection broke, or the database cannot tell itself. Any other error undid the whole statement. */
const CONNECTION_LOST = /^(?:08...|40003)$/

/**
 * What went wrong, and what to do; without the key. Of the project only its host is told.
 * @param changeShownBy of what was to change something: the error then says what became of the change
 */
export function hostedToolError(
  error: unknown,
  { url, key }: HostedSettings,
  changeShownBy: ShownBy | null = null,
): Error {
  const explained = explain(error, new URL(url).host, key, changeShownBy)
  if (!explained.message.includes(key)) return explained
  return new ToolError(withoutKey(explained.message, key))
}

function explain(error: unknown, host: string, key: string, changeShownBy: ShownBy | null): Error {
  const outcome = changeShownBy && outcomeNotKnown(changeShownBy)
  const lost = (what: string, advice = ''): ToolError =>
    new ToolError([what, outcome ?? advice].filter(Boolean).join(' '))

  if (error instanceof ToolError) return error
  if (error instanceof ResponseTooLarge) {
    if (outcome !== null && error.isOfSuccess)
      return new ToolError(
        `${error.message} What you asked for was done: do not repeat it, look at the result.`,
      )
    return lost(error.message, 'Ask for fewer rows, fewer columns, or a smaller file.')
  }
  if (error instanceof z.ZodError) return lost(`${host} answered what this service cannot read.`)
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError')
    return lost(
      `${host} did not answer within ${STATEMENT_MS / SECOND} s.`,
      'Ask for less, or try again later.',
    )
  if (name === 'AbortError') return new ToolError('The call was cancelled.')
  if (error instanceof TypeError) {
    const cause = causeOf(error)
    const text = `${host} could not be reached: ${cause}.`
    return NEVER_ASKED.test(cause) && outcome !== null
      ? new ToolError(`${text} Nothing was changed.`)
      : lost(text)
  }
  const told = Told.safeParse(error)
  if (!told.success)
    return error instanceof Error ? error : new Error('The project answered something unknown.')
  const refusal = refusalOf(withoutKey(told.data, key), host)
  return isRefusal(told.data) ? refusal : lost(refusal.message)
}

function refusalOf({ message, code, details, hint, status }: Told, host: string): ToolError {
  if (message === '') return new ToolError(`${host} answered an error without saying why.`)
  if (status === 401 || /invalid api key/i.test(message))
    return new ToolError(`${host} refuses the key: ${message}. ${badKey}`)
  return postgresToolError({ code: code || null, message, details, hint })
}

/**
 * Whether the project itself said no, which undoes everything. What stands between (a proxy that waited too long, say) names
 * no code, and knows nothing of what the project did.
 */
function isRefusal({ message, code, status }: Told): boolean {
  if (status != null) return status < 500
  if (code) return !CONNECTION_LOST.test(code)
  return /invalid api key/i.test(message)
}

/** Node's fetch says why in the cause, by the system's code. */
function causeOf(error: Error): string {
  const cause = z.object({ code: z.string() }).safeParse(error.cause)
  if (cause.success) return cause.data.code
  return error.cause instanceof Error ? error.cause.message : 'no connection'
}
