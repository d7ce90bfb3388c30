// A stdio server that greets, lists a tool `work`, and never does it. Each call that reaches it leaves a line in a file.
// node dead-server.ts dies|silent FILE
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [, , manner, file = '/dev/null'] = process.argv
const answers: Record<string, (params: { protocolVersion?: string }) => unknown> = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'dead', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: [{ name: 'work', description: 'Works.', inputSchema: { type: 'object' } }],
  }),
  ping: () => ({}),
}

createInterface(process.stdin).on('line', (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method: string; params: object }
  if (id === undefined) return
  if (method === 'tools/call') {
    appendFileSync(file, 'call\n')
    if (manner === 'dies') process.exit(1)
    return
  }
  const result = answers[method]?.(params)
  const error = { code: -32601, message: 'Method not found' }
  process.stdout.write(
    `${JSON.stringify({ jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) })}\n`,
  )
})
