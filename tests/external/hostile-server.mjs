// An MCP server over standard streams, without any library, that misbehaves in one way: node hostile-server.mjs BEHAVIOUR
// It greets properly and lists a tool "do" that shows the behaviour and a tool "echo" that works.
// PIDs of what it leaves behind go to the file named by HOSTILE_PIDS.
import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, writeSync } from 'node:fs'

const behaviour = process.argv[2] ?? 'none'
const write = (text) => process.stdout.write(text)
const send = (message) => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (value) => ({ content: [{ type: 'text', text: value }] })
const forever = (run) => {
  const turn = () => {
    run()
    setImmediate(turn)
  }
  turn()
}
const notePid = (pid) => {
  if (process.env.HOSTILE_PIDS) appendFileSync(process.env.HOSTILE_PIDS, `${pid}\n`)
}
/** A program that stays when nobody ends it: it ignores the signals that ask and does not look at its input. */
const stubborn = 'process.on("SIGTERM",()=>{});process.on("SIGHUP",()=>{});setInterval(()=>{},1000)'
const leaveBehind = (detached) =>
  notePid(spawn(process.execPath, ['-e', stubborn], { detached, stdio: 'ignore' }).pid)

/** What calling "do" does; what is not here happens elsewhere or at the start. */
const calls = {
  'never-answers': () => {},
  'endless-cursor': (id) => send({ id, result: text('list the tools') }),
  '11-mb-line': (id) => send({ id, result: text('x'.repeat(11 * 1024 * 1024)) }),
  '11-mb-line-id-last': (id) =>
    write(`${JSON.stringify({ result: text('x'.repeat(11 * 1024 * 1024)), jsonrpc: '2.0', id })}\n`),
  'garbage-on-stdout': (id) => {
    write('Listening on stdio!\n<html>\n{"half": \n[1,2,3]\n"text"\nnull\n')
    send({ id, result: text('after garbage') })
  },
  'wrong-ids': (id) => {
    for (const wrong of [id + 1_000, String(id), null, -id, 1e15]) send({ id: wrong, result: text('stolen') })
    send({ id, result: text('right') })
  },
  'duplicate-answers': (id) => {
    for (let n = 0; n < 100; n++) send({ id, result: text(`answer ${n}`) })
  },
  'answers-others': (id) => {
    for (let other = id - 1; other > id - 50; other--) send({ id: other, result: text('stolen') })
    send({ id, result: text('right') })
  },
  'progress-flood': (id, params) => {
    const progressToken = params._meta?.progressToken ?? 'unknown'
    for (let n = 0; n < 20_000; n++)
      send({ method: 'notifications/progress', params: { progressToken, progress: n } })
    send({ id, result: text('flooded') })
  },
  'dies-mid-call': () => process.exit(3),
  'killed-mid-call': () => process.kill(process.pid, 'SIGKILL'),
  'closes-stdout': () => closeSync(1),
  'dying-words': (id) => {
    writeSync(1, 'noise\n'.repeat(2_000))
    write(`${JSON.stringify({ jsonrpc: '2.0', id, result: text('the last of 2,001') })}\n`)
    process.exit(0)
  },
  'last-words': (id) => {
    writeSync(1, 'noise\n'.repeat(2_000))
    send({ id, result: text('the last of 2,001') })
    closeSync(1)
  },
  'deep-json': (id) =>
    write(`{"jsonrpc":"2.0","id":${id},"result":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}\n`),
  'deep-progress': (id) => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    write(
      `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":99999,"x":${deep}}}\n`,
    )
    send({ id, result: text('progressed') })
  },
  'deep-question': (id) => {
    write(
      `{"jsonrpc":"2.0","id":"deep","method":"roots/list","params":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}\n`,
    )
    send({ id, result: text('asked') })
  },
  'invalid-utf8': (id) => {
    process.stdout.write(Buffer.from([0xff, 0xfe, 0x80, 0x0a]))
    process.stdout.write(
      Buffer.concat([
        Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"`),
        Buffer.from([0xc3, 0x28, 0xe2, 0x82]),
        Buffer.from('"}]}}\n'),
      ]),
    )
  },
  'half-line': (id) => write(`{"jsonrpc":"2.0","id":${id},"result":{"content":[`),
  'requests-flood': (id) => {
    for (let n = 0; n < 5_000; n++)
      send({ id: `q${n}`, method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } })
    send({ id, result: text('asked') })
  },
  'slow-drip': (id) => {
    const line = `${JSON.stringify({ jsonrpc: '2.0', id, result: text('drop by drop') })}\n`
    let at = 0
    const timer = setInterval(() => {
      write(line[at++])
      if (at === line.length) clearInterval(timer)
    }, 5)
  },
  'stdin-not-read': () => {
    process.stdin.pause()
    setInterval(() => {}, 1_000)
  },
  'stdout-flood': () => forever(() => writeSync(1, `${'y'.repeat(1_000)}\n`.repeat(50))),
  'lines-flood': () => forever(() => writeSync(1, '{}\n'.repeat(10_000))),
  'stderr-flood': (id) => {
    send({ id, result: text('shouting') })
    forever(() => writeSync(2, `${'e'.repeat(1_000)}\n`.repeat(50)))
  },
  'list-changed-flood': (id) => {
    send({ id, result: text('changing') })
    forever(() =>
      writeSync(
        1,
        `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })}\n`.repeat(500),
      ),
    )
  },
  'forks-orphans': (id) => {
    leaveBehind(false)
    send({ id, result: text('forked') })
  },
  'forks-escaped-orphans': (id) => {
    leaveBehind(true)
    send({ id, result: text('escaped') })
  },
  'busy-loop': () => {
    for (;;);
  },
}

if (behaviour === 'ignores-sigterm' || behaviour.startsWith('forks')) {
  process.on('SIGTERM', () => {})
  process.on('SIGHUP', () => {})
  // Nor does the end of its input end it.
  setInterval(() => {}, 1_000)
}
if (behaviour === 'prints-and-exits') {
  write('Usage: something that is no MCP server\n')
  process.exit(2)
}
notePid(process.pid)

const tool = (name) => ({ name, description: 'A tool.', inputSchema: { type: 'object' } })
function tools(params) {
  if (behaviour === 'endless-cursor')
    return { tools: [tool('do')], nextCursor: `${Number(params.cursor ?? 0) + 1}` }
  const many =
    behaviour === 'huge-tool-list' ? Array.from({ length: 20_000 }, (_, n) => tool(`tool-${n}`)) : []
  return { tools: [tool('do'), tool('echo'), ...many] }
}

function receive(message) {
  const { id, method, params = {} } = message
  if (id === undefined || method === undefined) return
  if (method === 'initialize') {
    const capabilities = { tools: { listChanged: true } }
    const serverInfo = { name: 'hostile', version: '1' }
    send({ id, result: { protocolVersion: '2025-11-25', capabilities, serverInfo } })
  } else if (method === 'tools/list') send({ id, result: tools(params) })
  else if (method === 'tools/call' && params.name === 'echo')
    send({ id, result: text(JSON.stringify(params.arguments)) })
  else if (method === 'tools/call')
    (calls[behaviour] ?? (() => send({ id, result: text('done') })))(id, params)
  else if (method === 'ping') send({ id, result: {} })
  else send({ id, error: { code: -32601, message: 'Method not found' } })
}

let rest = ''
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  rest += chunk
  for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
    const line = rest.slice(0, end)
    rest = rest.slice(end + 1)
    receive(JSON.parse(line))
  }
})
