import { ToolError } from '../kit/define-tool'

/** An error as PostgreSQL and PostgREST tell it. */
export interface PostgresError {
  /** SQLSTATE, or PostgREST's own code. */
  code: string | null
  message: string
  details?: string | null
  hint?: string | null
}

/** What to do, by SQLSTATE (PostgreSQL, appendix A) and PostgREST's codes (its reference, "errors"). */
const advice: Record<string, string> = {
  '22P02': 'A value does not fit the type of its column; describe_table shows the types.',
  '22007': 'A time must be written like 2026-01-31T14:00:00Z.',
  '22003': 'A number is too large for its column.',
  '22001': 'A text is too long for its column.',
  '23502': 'A column that may not be null has no value; describe_table shows which.',
  '23503': 'A foreign key points to a row that does not exist, or the row is still pointed to.',
  '23505': 'Such a row exists already; use upsert_rows to replace it.',
  '23514': 'A value breaks a check of the table.',
  '25006':
    'The setting readOnly of this service is on, so nothing can be changed. Only the person can turn it off, in its settings.',
  '42501':
    'The key may not do this: row level security or missing rights. Only the person can change that, in the Supabase dashboard.',
  '42703': 'describe_table shows the columns.',
  '42804': 'A value does not fit the type of its column; describe_table shows the types.',
  '42883': 'This operator or function does not fit the type of the column; describe_table shows the types.',
  '42P01': 'list_tables shows the tables.',
  '42P10': 'Name columns that are the primary key or unique together.',
  '53100': 'The disk is full.',
  '57014': 'It took too long and was stopped. Filter by indexed columns, or ask for less.',
  PGRST106: 'The setting schema of this service names a schema that the project does not expose.',
  PGRST202: 'No function has this name and these arguments; list_tables shows the functions.',
  PGRST204: 'describe_table shows the columns.',
  PGRST205: 'list_tables shows the tables.',
  PGRST301:
    'The project does not accept the key in the settings of this service; only the person can change it.',
  PGRST302:
    'The project does not accept the key in the settings of this service; only the person can change it.',
}

const MAX_LENGTH = 2_000

/** The error with what PostgreSQL says and what to do. */
export function postgresToolError({ code, message, details, hint }: PostgresError): ToolError {
  const advised = code === null ? undefined : advice[code]
  const said = [message, details, hint].filter(Boolean).join(' ').slice(0, MAX_LENGTH)
  return new ToolError([`${said}${code === null ? '' : ` (${code})`}`, advised].filter(Boolean).join(' '))
}
