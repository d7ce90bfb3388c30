import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const PROTOCOL = '2025-11-25'

/**
 * What a stdio server with a tool `work` does when nothing is between it and its client: calls a second, the best of
 * these numbers of calls in flight.
 * @param script relative to bench/gateway
 */
export async function directCapacity(
  script: string,
  args: string[],
  inFlight: readonly number[],
  seconds: number,
): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args])
  try {
    const ask = asker(child)
    const clientInfo = { name: 'bench', version: '1' }
    await ask('initialize', { protocolVersion: PROTOCOL, capabilities: {}, clientInfo })
    child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
    let best = 0
    for (const many of inFlight) best = Math.max(best, await rateWith(ask, many, seconds))
    return best
  } finally {
    child.kill()
  }
}

type Ask = (method: string, params: Record<string, unknown>) => Promise<void>

function asker(child: ChildProcessWithoutNullStreams): Ask {
  const open = new Map<number, () => void>()
  let lastId = 0
  createInterface(child.stdout).on('line', (line) => {
    const { id } = JSON.parse(line) as { id?: number }
    if (id === undefined) return
    open.get(id)?.()
    open.delete(id)
  })
  return (method, params) => {
    const id = ++lastId
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    return new Promise((resolve) => void open.set(id, resolve))
  }
}

async function rateWith(ask: Ask, inFlight: number, seconds: number): Promise<number> {
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1_000
  let answered = 0
  const work = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      await ask('tools/call', { name: 'work', arguments: { text: 'directly' } })
      answered++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  return (answered * 1_000) / (performance.now() - startedAt)
}
