import { z } from 'zod'

/**
 * Every failure a person or a client can meet, by a stable code. The text beside a code says what happened
 * and what to do; codes are documented in docs/errors.md and never change their meaning.
 */
export const errorCodes = [
  'ALREADY_RUNNING',
  'BAD_INPUT',
  'CONFIG_INVALID',
  'DATABASE_DAMAGED',
  'DATABASE_NEWER',
  'DATA_DIR_UNWRITABLE',
  'INTERNAL',
  'NOT_RUNNING',
  'OUTCOME_UNKNOWN',
  'PORT_HELD',
  'REQUEST_REFUSED',
  'RESULT_TOO_LARGE',
  'SERVICE_CRASHED',
  'SERVICE_FAILED',
  'SERVICE_HUNG',
  'SERVICE_START_FAILED',
  'SERVICE_UNAVAILABLE',
  'SETTINGS_CORRUPT',
  'SPAWN_FAILED',
  'TOO_MUCH_MEMORY',
  'UNAUTHORIZED',
  'UNKNOWN_CLIENT',
  'UNKNOWN_SERVICE',
  'UNKNOWN_TOOL',
] as const
export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** An error as it crosses a wire or is kept: no stack, no cause object. */
export const Problem = z.object({
  code: ErrorCode,
  /** What happened, in one sentence for people. */
  message: z.string(),
  /** The one next step. */
  nextStep: z.string().optional(),
  /** For developers: the underlying error's text. */
  cause: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>

/** The error class of the project: stable code, text for people, cause for developers. */
export class OmniMindError extends Error {
  readonly code: ErrorCode
  readonly nextStep: string | undefined

  constructor(code: ErrorCode, message: string, options: { nextStep?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'OmniMindError'
    this.code = code
    this.nextStep = options.nextStep
  }

  toProblem(): Problem {
    return {
      code: this.code,
      message: this.message,
      ...(this.nextStep === undefined ? {} : { nextStep: this.nextStep }),
      ...(this.cause === undefined ? {} : { cause: errorText(this.cause) }),
    }
  }
}

/** Any thrown value as a Problem; what is not ours becomes INTERNAL. */
export function toProblem(error: unknown): Problem {
  if (error instanceof OmniMindError) return error.toProblem()
  return {
    code: 'INTERNAL',
    message: 'Something went wrong inside OmniMind.',
    nextStep: 'Open the log of the control center for details.',
    cause: errorText(error),
  }
}

/** One readable line of any thrown value. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message || error.name
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error))
}
