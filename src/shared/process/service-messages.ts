import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { ErrorCode, Problem } from '../errors'
import { ServiceSettings } from '../domain/manifest'
import { CenterRequest } from './center-requests'
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
    settings: ServiceSettings,
  }),
  /** The answer to the request of this id. */
  z.object({
    type: z.literal('response'),
    id: z.number().int(),
    outcome: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('done'), value: z.unknown() }),
      z.object({ kind: z.literal('failed'), problem: Problem }),
    ]),
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
  /** The service asks the control center for something; see `center-requests.ts`. */
  z.object({ type: z.literal('request'), id: z.number().int(), request: CenterRequest }),
  /** It no longer waits for the answer. */
  z.object({ type: z.literal('cancel-request'), id: z.number().int() }),
  /** Before `listening`: why it is not there yet, in words, e.g. that a package is being installed. */
  z.object({ type: z.literal('progress'), text: z.string() }),
  /** Sent before exit code 78: restarting would not help until somebody changes something. */
  z.object({ type: z.literal('config-error'), message: z.string(), nextStep: z.string() }),
])
export type FromService = z.infer<typeof FromService>

/** sysexits.h EX_CONFIG: the process ends this way when its configuration is wrong, and is not restarted. */
export const EXIT_CONFIG = 78
