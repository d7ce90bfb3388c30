import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/filesystem/server'
import type { ServiceSettings } from '@shared/domain/manifest'
import { serve, type Served } from '../support/served'

export interface Reply {
  text: string
  isError: boolean
  structured: unknown
}

/** The server on a jail beside which a secret lies. */
export interface Jailed {
  served: Served
  client: Client
  base: string
  jail: string
  outside: string
  call(tool: string, args?: Record<string, unknown>): Promise<Reply>
  close(): Promise<void>
}

export const SECRET = 'the-secret-of-the-outside'

export async function serveJail(settings: ServiceSettings = {}): Promise<Jailed> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-jail-')))
  const [jail, outside] = [join(base, 'jail'), join(base, 'out')]
  mkdirSync(join(jail, 'd'), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(jail, 'd/f'), 'inside')
  writeFileSync(join(outside, 'f'), SECRET)
  const served = await serve(server, { settings: { folders: [jail], ...settings } })
  const { client } = await served.connect('jailbreaker')
  return {
    served,
    client,
    base,
    jail,
    outside,
    async call(name, args = {}) {
      const { content, isError, structuredContent } = await client.callTool({ name, arguments: args })
      const text = (content as { text?: string }[])[0]?.text ?? JSON.stringify(content)
      return { text, isError: isError === true, structured: structuredContent }
    },
    async close() {
      await client.close()
      await served.close()
      rmSync(base, { recursive: true, force: true })
    },
  }
}
