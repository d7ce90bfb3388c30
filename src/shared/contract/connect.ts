import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { nothing, procedure } from './errors'

/** How one AI client is told about one endpoint: a text to paste into a file, or a command to run. */
export const ConnectSnippet = z.object({
  kind: z.enum(['file', 'command']),
  /** For people, e.g. `~/.cursor/mcp.json`. */
  where: z.string(),
  language: z.enum(['json', 'toml', 'shell']),
  /** With the token in it. */
  text: z.string(),
})
export type ConnectSnippet = z.infer<typeof ConnectSnippet>

export const ConnectClient = z.object({
  id: z.string(),
  title: z.string(),
  /** What to do after pasting, in one sentence. */
  note: z.string(),
})
export type ConnectClient = z.infer<typeof ConnectClient>

export const ConnectEndpoint = z.object({
  serviceId: ServiceId,
  title: z.string(),
  url: z.string(),
  /** False while the port was moved from its default, so clients set up before must be told. */
  onDefaultPort: z.boolean(),
})
export type ConnectEndpoint = z.infer<typeof ConnectEndpoint>

export const connect = {
  overview: procedure
    .input(nothing)
    .output(
      z.object({ clients: z.array(ConnectClient), endpoints: z.array(ConnectEndpoint), token: z.string() }),
    ),
  /** Configuration of one client for the given services (all when empty). */
  snippets: procedure
    .input(z.object({ clientId: z.string(), serviceIds: z.array(ServiceId).max(64) }))
    .output(z.array(ConnectSnippet)),
}
