import { ToolError } from '../../kit/define-tool'
import type { Row } from '../backend'
import { argumentText } from '../function-argument'
import { reserved } from './postgrest-filter'

/**
 * A function's arguments as the query string carries them (PostgREST, "Functions as RPC", calling with GET): texts, of which
 * PostgreSQL makes the parameters' types.
 * @throws ToolError for what a query string cannot say
 */
export function queryArguments(args: Row): Record<string, string> {
  const texts = Object.entries(args).map(([name, value]): [string, string] => {
    const text = argumentText(value)
    if (text === null)
      throw new ToolError(
        `With the setting readOnly on, the argument "${name}" cannot be null: functions are then called by an address, ` +
          'which has no null. Leave it out when it has a default; else only the person can turn readOnly off.',
      )
    if (reserved.has(name))
      throw new ToolError(
        `With the setting readOnly on, an argument named "${name}" cannot be given: Supabase's interface reads it as its own.`,
      )
    return [name, text]
  })
  return Object.fromEntries(texts)
}
