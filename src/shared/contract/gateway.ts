import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ClientToken, Priority, TokenScope } from '../domain/client-token'
import { GatewayStatus } from '../domain/gateway'
import { GatewayLimits, RateLimit } from '../domain/limits'
import { Profile } from '../domain/profile'
import { ServiceId } from '../domain/service'
import { nothing, procedure } from './errors'

/** One address of the gateway. */
export const GatewayEndpoint = z.object({
  /** Profile or service id. */
  id: ServiceId,
  title: z.string(),
  kind: z.enum(['profile', 'service']),
  url: z.string(),
  toolCount: z.number().int(),
})
export type GatewayEndpoint = z.infer<typeof GatewayEndpoint>

export const gateway = {
  /** Now, then at most once a second while something changes. */
  watch: procedure.input(nothing).output(eventIterator(GatewayStatus)),
  status: procedure.input(nothing).output(GatewayStatus),
  endpoints: procedure.input(nothing).output(z.array(GatewayEndpoint)),

  profiles: procedure.input(nothing).output(z.array(Profile)),
  /** Adds or replaces. Fails with BAD_INPUT when two tools would get one name. */
  saveProfile: procedure.input(Profile).output(z.array(Profile)),
  removeProfile: procedure.input(z.object({ id: ServiceId })).output(z.array(Profile)),

  tokens: procedure.input(nothing).output(z.array(ClientToken)),
  /** `secret` is shown this once; only its hash is kept. */
  createToken: procedure
    .input(
      z.object({
        name: z.string().min(1).max(100),
        expiresAt: z.number().nullable().default(null),
        priority: Priority.default('normal'),
        scope: TokenScope,
      }),
    )
    .output(z.object({ token: ClientToken, secret: z.string() })),
  /** Works from now on no more; open sessions end. */
  revokeToken: procedure.input(z.object({ id: z.string() })).output(z.array(ClientToken)),

  limits: procedure.input(nothing).output(GatewayLimits),
  /** The rates of services with a stricter one of their own, which holds where the limits name none for them. */
  ownRates: procedure.input(nothing).output(z.record(ServiceId, RateLimit)),
  updateLimits: procedure.input(GatewayLimits).output(GatewayLimits),
  clearCache: procedure.input(z.object({ serviceId: ServiceId.nullable() })).output(nothing),
  closeCircuit: procedure.input(z.object({ serviceId: ServiceId })).output(nothing),
}
