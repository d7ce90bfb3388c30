import { z } from 'zod'
import { ErrorCode } from '../errors'
import { Alive, HeartbeatAnswer, LogLine } from './child-messages'

/** A service process to main. Apart from what main says, because only the reader needs the schema in memory. */
export const FromService = z.discriminatedUnion('type', [
  Alive,
  z.object({ type: z.literal('listening'), endpoint: z.string() }),
  HeartbeatAnswer,
  LogLine,
  /** It works, but a person must know something, e.g. that it began with an empty database. */
  z.object({ type: z.literal('notice'), code: ErrorCode, message: z.string(), nextStep: z.string() }),
  /** Before `listening`: why it is not there yet, in words, e.g. that a package is being installed. */
  z.object({ type: z.literal('progress'), text: z.string() }),
  /** Sent before exit code 78: restarting would not help until somebody changes something. */
  z.object({ type: z.literal('config-error'), message: z.string(), nextStep: z.string() }),
])
export type FromService = z.infer<typeof FromService>
