import { z } from 'zod'
import { ServiceId } from '../domain/service'

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

/** sysexits.h EX_CONFIG: the process ends this way when its configuration is wrong, and is not restarted. */
export const EXIT_CONFIG = 78

export type { FromService } from './from-service'
