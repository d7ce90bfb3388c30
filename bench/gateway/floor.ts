import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Target } from './measure.ts'
import { plainScript } from './plain-script.ts'

/** Starts the bare server every figure is compared with, in a process of its own. */
export async function startFloor(): Promise<{ target: Target; stop: () => void }> {
  const child = spawn(process.execPath, [plainScript('floor-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const target: Target = {
    name: 'floor: bare SDK echo',
    port: Number(port.toString()),
    path: '/mcp',
    token: null,
    tool: 'echo',
    arguments: { text: 'hello' },
    expect: 'hello',
    pids: [child.pid ?? 0],
  }
  return { target, stop: () => void child.kill() }
}
