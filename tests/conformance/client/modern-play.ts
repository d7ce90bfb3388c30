import { z } from 'zod'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import type { PipeClientTransport } from '../../support/pipe-client-transport'

const Tools = z.object({ result: z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) }) })
const List = z.object({ result: z.looseObject({}) })

/** A client of 2026-07-28 on the pipe: reads every list and makes the calls, the suite's own or each tool once. */
export async function playModern(
  transport: PipeClientTransport,
  calls: { name: string; arguments?: Record<string, unknown> | undefined }[],
): Promise<void> {
  const waiting = new Map<unknown, (answer: unknown) => void>()
  transport.onmessage = (message) => {
    if ('id' in message) waiting.get(message.id)?.(message)
  }
  await transport.start()
  let id = 0
  const ask = async (method: string, params: Record<string, unknown> = {}): Promise<unknown> => {
    const own = ++id
    const answer = new Promise((resolve) => waiting.set(own, resolve))
    const _meta = {
      [metaKey.protocolVersion]: MODERN_VERSION,
      [metaKey.clientInfo]: { name: 'driver', version: '1.0' },
      [metaKey.clientCapabilities]: {},
    }
    await transport.send({ jsonrpc: '2.0', id: own, method, params: { ...params, _meta } })
    return await answer
  }
  const { tools } = Tools.parse(await ask('tools/list')).result
  const wanted = calls.length > 0 ? calls : tools.map(({ name }) => ({ name, arguments: {} }))
  for (const call of wanted) await ask('tools/call', { ...call })
  const resources = List.safeParse(await ask('resources/list')).data?.result['resources']
  for (const { uri } of z
    .array(z.looseObject({ uri: z.string() }))
    .catch([])
    .parse(resources))
    await ask('resources/read', { uri })
  const prompts = List.safeParse(await ask('prompts/list')).data?.result['prompts']
  for (const { name } of z
    .array(z.looseObject({ name: z.string() }))
    .catch([])
    .parse(prompts))
    await ask('prompts/get', { name })
  await transport.close()
}
