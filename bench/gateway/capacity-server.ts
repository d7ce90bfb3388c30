// A stdio server with a known capacity: SLOTS calls at a time, each MS long, the others wait inside it, as a program
// with a worker pool does. `set_slots` changes it while it runs. node capacity-server.ts [slots] [ms]
import { setTimeout as sleep } from 'node:timers/promises'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { z } from 'zod'

let slots = Number(process.argv[2] ?? 8)
const workMs = Number(process.argv[3] ?? 20)
let busy = 0
const waiting: (() => void)[] = []

async function takeSlot(): Promise<void> {
  while (busy >= slots) await new Promise<void>((resolve) => waiting.push(resolve))
  busy++
}

function freeSlot(): void {
  busy--
  waiting.shift()?.()
}

const server = new McpServer({ name: 'capacity', version: '1.0.0' })
server.registerTool('work', { inputSchema: { text: z.string() } }, async ({ text }) => {
  await takeSlot()
  await sleep(workMs)
  freeSlot()
  return { content: [{ type: 'text', text }] }
})
server.registerTool('set_slots', { inputSchema: { slots: z.number().int().min(1) } }, (given) => {
  ;({ slots } = given)
  for (const wake of waiting.splice(0)) wake()
  return { content: [{ type: 'text', text: String(slots) }] }
})
await server.connect(new StdioServerTransport())
