import { z } from 'zod'
import { ExternalServer, SecretName } from '../domain/external'
import { ServiceId, ServiceSnapshot } from '../domain/service'
import { nothing, procedure } from './errors'

const one = z.object({ id: ServiceId })

/** Where a server's command was found, before it is added; `found` null says what to do in `problem`. */
export const CommandCheck = z.object({
  found: z.string().nullable(),
  problem: z.string().nullable(),
  /** Whether a PID namespace will hold what it starts. */
  isolated: z.boolean(),
})
export type CommandCheck = z.infer<typeof CommandCheck>

/** A secret as people see it: never its value. */
export const SecretView = z.object({ name: SecretName, updatedAt: z.number(), usedBy: z.array(ServiceId) })
export type SecretView = z.infer<typeof SecretView>

/** What a client's configuration holds. */
const ParsedConfig = z.object({
  servers: z.array(ExternalServer),
  /** What people must know: entries that were left out, values that look like secrets. */
  problems: z.array(z.string()),
  /** Servers that would be given secrets already stored. Somebody must allow that. */
  givenSecrets: z.array(z.object({ id: ServiceId, secrets: z.array(z.string()) })),
})
export type ParsedConfig = z.infer<typeof ParsedConfig>

export const external = {
  list: procedure.input(nothing).output(z.array(ExternalServer)),
  /** Stores it and starts it when its mode is `always`. Fails with BAD_INPUT on a taken id. */
  add: procedure.input(ExternalServer).output(ServiceSnapshot),
  /** Replaces the definition; a running server is restarted when what it runs changed. */
  update: procedure.input(ExternalServer).output(ServiceSnapshot),
  /** Stops and forgets it; its definition comes back for an undo (`add`). */
  remove: procedure.input(one).output(ExternalServer),
  checkCommand: procedure.input(z.object({ command: z.string().max(4_096) })).output(CommandCheck),
  /** Reads `mcpServers` of a client's configuration (JSON text); adds nothing. */
  parseConfig: procedure.input(z.object({ text: z.string().max(1_000_000) })).output(ParsedConfig),
  /** Opens the sign-in page of a server that asks for OAuth; null when it asks for none. */
  signIn: procedure.input(one).output(z.object({ url: z.string().nullable() })),
  secrets: procedure.input(nothing).output(z.array(SecretView)),
  setSecret: procedure
    .input(z.object({ name: SecretName, value: z.string().min(1).max(65_536) }))
    .output(z.array(SecretView)),
  removeSecret: procedure.input(z.object({ name: SecretName })).output(z.array(SecretView)),
}
