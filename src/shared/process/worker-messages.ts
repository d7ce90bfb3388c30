import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { Alive, LogLine } from './child-messages'

/** Main to a worker process. It ends by being killed, or with main. */
export const ToWorker = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    serviceId: ServiceId,
    /** File name in the service's `workers` folder. */
    worker: z.string(),
    /** Unix socket path or Windows pipe name to listen on, for its service. */
    endpoint: z.string(),
  }),
  z.object({ type: z.literal('stop') }),
])
export type ToWorker = z.infer<typeof ToWorker>

/** A worker process to main. */
export const FromWorker = z.discriminatedUnion('type', [
  Alive,
  LogLine,
  z.object({ type: z.literal('listening'), endpoint: z.string() }),
])
export type FromWorker = z.infer<typeof FromWorker>

/** A service to its worker: one call a line. */
export const WorkerCall = z.object({ id: z.number().int(), message: z.unknown() })

/** A worker to its service: any number of events, then how the call ended. */
export const WorkerReply = z.discriminatedUnion('kind', [
  z.object({ id: z.number().int(), kind: z.literal('event'), event: z.unknown() }),
  z.object({ id: z.number().int(), kind: z.literal('done'), value: z.unknown() }),
  z.object({ id: z.number().int(), kind: z.literal('failed'), text: z.string() }),
])
export type WorkerReply = z.infer<typeof WorkerReply>

/** One line between them, in UTF-16 code units. */
export const MAX_WORKER_LINE = 64 * 1024 * 1024
