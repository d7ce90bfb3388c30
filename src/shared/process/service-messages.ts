import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { ErrorCode } from '../errors'
import { Alive, HeartbeatAnswer, LogLine } from './child-messages'

/** Main to a service process, over the private channel (utilityProcess port or fork channel). */
export const ToService = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    serviceId: ServiceId,
    /** Unix socket path or Windows pipe name to listen on. */
    endpoint: z.string(),
    /** Directory for the service's own files; exists, mode 0700. */
    dataDir: z.string(),
    settings: z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])),
  }),
  z.object({ type: z.literal('heartbeat'), n: z.number().int() }),
  /** Finish what runs, close the stores, exit 0. */
  z.object({ type: z.literal('stop') }),
])
export type ToService = z.infer<typeof ToService>

/** A service process to main. */
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

/** sysexits.h EX_CONFIG: the process ends this way when its configuration is wrong, and is not restarted. */
export const EXIT_CONFIG = 78
