import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Center } from '@servers/kit/center'
import { server } from '@servers/doctor/server'
import type { ConsentAnswer, ConsentQuestion } from '@shared/domain/consent'
import { DoctorReport } from '@shared/domain/doctor'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { ReachableService } from '@shared/process/center-requests'
import { held } from '../external/support/held'
import { startModernServer } from '../external/support/modern-server'
import { ScriptedServer } from '../external/support/scripted-server'
import { anySnapshot } from '../support/any-snapshot'
import { serve } from '../support/served'

const fixture = resolve(import.meta.dirname, '../doctor/fixtures/broken-server.mjs')

/** What a test lets the center say. */
let services: ReachableService[]
let logged: string[]
let consent: ConsentAnswer
let questions: ConsentQuestion[]
let client: Client
/** What happens while the person thinks. */
let meanwhile: () => void
/** Ids of services that were woken. */
let woken: string[]
/** What happens when the services are looked at. */
let looking: () => void

const center: Center = {
  async ask(kind: string, details: object): Promise<never> {
    if (kind === 'consent.ask') questions.push((details as { question: ConsentQuestion }).question)
    if (kind === 'consent.ask') meanwhile()
    if (kind === 'services.wake') woken.push((details as { id: string }).id)
    if (kind === 'services.list') looking()
    const answers: Record<string, unknown> = {
      'services.list': { services },
      'logs.search': { entries: logged.map((text, at) => ({ text, at })), more: false },
      'services.wake': {},
      'services.access': { token: 'omm_correct-horse-battery-staple' },
      'consent.ask': consent,
    }
    return (await Promise.resolve(answers[kind])) as never
  },
}

beforeEach(async () => {
  services = []
  logged = []
  questions = []
  meanwhile = () => {}
  woken = []
  looking = () => {}
  consent = { kind: 'nobody-there' }
  const served = held(await serve(server, { center }))
  client = (await served.connect('Claude')).client
})

async function call(name: string, args: Record<string, unknown> = {}, options = {}) {
  const { structuredContent, content, isError } = await client.callTool(
    { name, arguments: args },
    undefined,
    options,
  )
  return { structured: structuredContent, text: (content as { text: string }[])[0]?.text ?? '', isError }
}
const report = async (name: string, args: Record<string, unknown>) =>
  DoctorReport.parse((await call(name, args)).structured)

describe('services', () => {
  test('are examined as a client would, with the token, which is shown nowhere', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    services = [{ snapshot: anySnapshot({ id: 'memory', title: 'Memory' }), url: one.url, probe: null }]
    const found = await call('examine_service', { id: 'memory' })
    expect(DoctorReport.parse(found.structured).target).toEqual({ kind: 'service', title: 'Memory' })
    expect(one.requests[0]?.http.headers.authorization).toBe('Bearer omm_correct-horse-battery-staple')
    expect(JSON.stringify(found)).not.toContain('correct-horse')
    expect(found.text).toContain('# ▲ Warning: Memory')
  })

  test('that failed are explained by what OmniMind knows, without a call', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    const problem = {
      code: 'SERVICE_CRASHED',
      message: 'It ended with exit code 1.',
      nextStep: 'Read its log.',
    } as const
    const state = { kind: 'failed', at: 0, problem, nextAttemptAt: 1 } as const
    services = [
      { snapshot: anySnapshot({ id: 'memory', title: 'Memory', state }), url: one.url, probe: null },
    ]
    expect(await report('examine_service', { id: 'memory' })).toMatchObject({
      code: 'OMD-602',
      summary: 'Memory keeps failing and rests: It ended with exit code 1.',
      nextStep: 'Read its log.',
    })
    expect(one.requests).toEqual([])
  })

  test('that failed are explained by their own last words, where these say why', async () => {
    const problem = { code: 'SERVICE_CRASHED', message: 'It ended with exit code 1.' } as const
    const state = { kind: 'failed', at: 0, problem, nextAttemptAt: 1 } as const
    services = [
      {
        snapshot: anySnapshot({ id: 'weather', title: 'Weather', state }),
        url: 'http://127.0.0.1:1/',
        probe: null,
      },
    ]
    logged = [
      'starting',
      'Error: WEATHER_API_KEY environment variable is required',
      '    at main (server.js:3:9)',
    ]
    expect(await report('examine_service', { id: 'weather' })).toMatchObject({
      code: 'OMD-112',
      summary:
        'Weather ends again and again. It needs the environment variable WEATHER_API_KEY, which is not set.',
      nextStep: expect.stringContaining('Set WEATHER_API_KEY'),
    })
  })

  /** A snapshot that changes from look to look and then stays. */
  function inTurn(url: string, ...states: ServiceSnapshot['state'][]): void {
    const rest = [...states]
    let state = rest.shift() as ServiceSnapshot['state']
    const lastError = { code: 'SERVICE_CRASHED', message: 'It ended with exit code 1.', at: 0 } as const
    looking = () => {
      services = [{ snapshot: anySnapshot({ title: 'Memory', state, lastError }), url, probe: null }]
      state = rest.shift() ?? state
    }
  }
  const starting = { kind: 'starting', at: 0 } as const

  test('that are starting are asked when they are ready, and not before', async () => {
    const asked: number[] = []
    let looks = 0
    const one = held(
      await ScriptedServer.start(() => {
        asked.push(looks)
        return 'default'
      }),
    )
    inTurn(one.url, starting, starting, starting, { kind: 'ready', at: 0 })
    const look = looking
    looking = () => {
      looks++
      look()
    }
    const { checks } = await report('examine_service', { id: 'memory' })
    expect(checks[0]?.text).toBe('Memory is ready, pid 1.')
    expect(asked[0]).toBe(4)
  })

  test('that end again while they start are explained by their last words, without a call', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    const problem = { code: 'SERVICE_CRASHED', message: 'It ended with exit code 1.' } as const
    inTurn(one.url, starting, starting, { kind: 'backing-off', at: 0, until: 1, problem })
    logged = ['npm error code E404']
    expect(await report('examine_service', { id: 'memory' })).toMatchObject({
      code: 'OMD-116',
      summary: 'Memory ended. The package could not be fetched.',
    })
    expect(one.requests).toEqual([])
  })

  test('that sleep are woken, those that were stopped are not', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    inTurn(one.url, { kind: 'stopped', at: 0, reason: 'idle' }, starting, { kind: 'ready', at: 0 })
    await report('examine_service', { id: 'memory' })
    expect([woken, one.requests[0]?.body.method]).toEqual([['memory'], 'initialize'])
    const state = { kind: 'stopped', at: 0, reason: 'by-person' } as const
    looking = () => {}
    services = [{ snapshot: anySnapshot({ state, wanted: 'stopped' }), url: one.url, probe: null }]
    expect(await report('examine_service', { id: 'memory' })).toMatchObject({ code: 'OMD-601' })
    expect(woken).toEqual(['memory'])
  })

  const greeting = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's' } }

  /** A server that answers each method with what stands there. */
  async function answering(answers: Record<string, unknown>): Promise<ScriptedServer> {
    const script: Parameters<typeof ScriptedServer.start>[0] = ({ id, method }, response) => {
      const result = answers[method ?? '']
      if (result === undefined) return 'default'
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
      return 'held'
    }
    return held(await ScriptedServer.start(script))
  }

  test('are called as their manifest says, and what they hold is no fault', async () => {
    const much = { content: [{ type: 'text', text: 'x'.repeat(150_000) }] }
    const tool = { name: 'open', description: 'Opens.', inputSchema: { type: 'object', required: ['names'] } }
    const answers: Record<string, unknown> = {
      initialize: greeting,
      'tools/list': { tools: [tool] },
      'tools/call': much,
    }
    const one = await answering(answers)
    const probe = { tool: 'open', arguments: { names: ['none'] } }
    services = [{ snapshot: anySnapshot({ id: 'memory' }), url: one.url, probe }]
    const found = await report('examine_service', { id: 'memory' })
    expect(one.requests.find(({ body }) => body.method === 'tools/call')?.body).toMatchObject({
      params: { name: 'open', arguments: { names: ['none'] } },
    })
    expect(found.checks.find(({ step }) => step === 'call')).toMatchObject({
      verdict: 'ok',
      name: 'RESULT_LARGE',
    })
  })

  test('of whose tools none is listed have not none', async () => {
    const one = await answering({ initialize: greeting, 'tools/list': { tools: [] } })
    services = [{ snapshot: anySnapshot({ id: 'memory', toolCount: 2 }), url: one.url, probe: null }]
    const { checks, facts } = await report('examine_service', { id: 'memory' })
    expect(checks.map(({ name }) => name)).not.toContain('NOTHING_OFFERED')
    expect(facts.tools).toBe(2)
  })

  test('an unknown one names the nearest', async () => {
    services = [{ snapshot: anySnapshot({ id: 'memory' }), url: 'http://127.0.0.1:1/mcp', probe: null }]
    expect(await call('examine_service', { id: 'memry' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('memory'),
    })
  })

  test('are all told in a line each', async () => {
    const one = held(await startModernServer('dual'))
    const holder = {
      port: 4322,
      address: '127.0.0.1',
      pid: 9,
      command: 'python3',
      user: null,
      isOmniMind: false,
    }
    const blocked = { kind: 'blocked', at: 0, block: { kind: 'port-held', holder } } as const
    services = [
      { snapshot: anySnapshot({ id: 'good', title: 'Good' }), url: one.url, probe: null },
      { snapshot: anySnapshot({ id: 'held', title: 'Held', state: blocked }), url: one.url, probe: null },
    ]
    const { structured, text } = await call('examine_all')
    expect(structured).toMatchObject({
      problems: 1,
      services: [{ id: 'good' }, { id: 'held', code: 'OMD-603' }],
    })
    expect(text.split('\n')[1]).toContain('Held cannot have port 4322: it is held by python3, pid 9.')
  })
})

describe('addresses', () => {
  beforeEach(() => {
    consent = { kind: 'allowed' }
  })

  test('are examined with the headers that are given', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    await report('examine_endpoint', { url: one.url, headers: { 'x-key': 'correct-horse' } })
    expect(one.requests[0]?.http.headers['x-key']).toBe('correct-horse')
  })

  test('of this machine are contacted when the person allowed exactly this', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    consent = { kind: 'refused' }
    const headers = { 'x-key': 'correct-horse', accept: '*/*' }
    for (const url of [
      one.url,
      one.url.replace('127.0.0.1', 'localhost'),
      one.url.replace('127.0.0.1', '0x7f.1'),
    ])
      expect(await call('examine_endpoint', { url, headers })).toMatchObject({
        isError: true,
        text: expect.stringContaining('does not want'),
      })
    expect(one.requests).toEqual([])
    expect(questions[0]).toMatchObject({
      details: [{ value: one.url }, { value: 'accept, x-key' }, { label: 'Sent' }],
      lasting: { always: expect.stringMatching(new RegExp(`^${one.url} [0-9a-f]{64}$`)) },
    })
    expect(JSON.stringify(questions)).not.toContain('correct-horse')
    await call('examine_endpoint', { url: one.url, headers: { ...headers, 'x-key': 'another' } })
    expect(questions.at(-1)?.lasting.always).not.toBe(questions[0]?.lasting.always)
  })

  test('of a service of this OmniMind, and no others at its port, need no consent', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    services = [{ snapshot: anySnapshot({ id: 'memory', title: 'Memory' }), url: one.url, probe: null }]
    await report('examine_endpoint', { url: one.url })
    expect(questions).toEqual([])
    await report('examine_endpoint', { url: one.url.replace('/mcp', '/other') })
    expect(questions).toHaveLength(1)
  })

  test('cannot be made to do something else by a query or a header', async () => {
    const one = held(await ScriptedServer.start(() => 'default'))
    for (const name of ['X-HTTP-Method-Override', 'x-http-method', 'X-Method-Override', 'X-Original-URL'])
      expect(await call('examine_endpoint', { url: one.url, headers: { [name]: 'DELETE' } })).toMatchObject({
        isError: true,
      })
    expect((await call('examine_endpoint', { url: `${one.url}?signal=KILL` })).text).toContain('query')
    expect([questions, one.requests]).toEqual([[], []])
    const { tools } = await client.listTools()
    expect(tools.find(({ name }) => name === 'examine_endpoint')?.annotations?.readOnlyHint).toBe(false)
  })

  test('of private networks are refused, and so are headers of the connection', async () => {
    expect((await call('examine_endpoint', { url: 'http://169.254.169.254/mcp' })).text).toContain(
      'private network',
    )
    const headers = { Host: 'elsewhere' }
    expect(await call('examine_endpoint', { url: 'http://127.0.0.1:1/', headers })).toMatchObject({
      isError: true,
    })
  })

  test('tell the client how far they are, and are let go when the client gives up', async () => {
    const closed = Promise.withResolvers<void>()
    const silent = held(
      await ScriptedServer.start((_request, response) => {
        response.once('close', () => closed.resolve())
        stop.abort()
        return 'held'
      }),
    )
    const stop = new AbortController()
    const told: string[] = []
    const onprogress = ({ message }: { message?: string }): void => void told.push(message ?? '')
    const running = call('examine_endpoint', { url: silent.url }, { signal: stop.signal, onprogress })
    await expect(running).rejects.toThrow()
    await closed.promise
    expect(told).toEqual(['The address', 'It answers the greeting'])
  })
})

describe('commands', () => {
  const args = { command: process.execPath, args: [fixture, 'exit'] }

  test('are started when the person allowed exactly this', async () => {
    consent = { kind: 'allowed' }
    expect(await report('examine_command', args)).toMatchObject({ code: 'OMD-110' })
    expect(questions).toEqual([
      {
        title: 'Start a program, up to three times, to examine it',
        details: [
          { label: 'Program', value: realpathSync(process.execPath) },
          { label: 'Argument 1', value: fixture },
          { label: 'Argument 2', value: 'exit' },
        ],
        client: expect.stringContaining('Claude'),
        lasting: {},
      },
    ])
  })

  /** A program that tells what it was given, behind a symbolic link. */
  function linked(): { link: string; file: string; told: string } {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'omni-doctor-')))
    held({ close: () => rmSync(directory, { recursive: true, force: true }) })
    const [link, file, told] = [join(directory, 'mcp-safe'), join(directory, 'real'), join(directory, 'told')]
    writeFileSync(file, `#!/bin/sh\nenv > '${told}'\n`, { mode: 0o755 })
    symlinkSync(file, link)
    return { link, file, told }
  }

  test('are shown as the file that is really started, which gets no way to agents, session and proxies', async () => {
    const { link, file, told } = linked()
    const ways = [
      'SSH_AUTH_SOCK',
      'DBUS_SESSION_BUS_ADDRESS',
      'DOCKER_HOST',
      'https_proxy',
      'XDG_RUNTIME_DIR',
    ]
    for (const name of ways) vi.stubEnv(name, '/run/canary')
    consent = { kind: 'allowed' }
    await report('examine_command', { command: link })
    vi.unstubAllEnvs()
    expect(questions[0]?.details).toEqual([
      { label: 'Program', value: file },
      { label: 'Found as', value: link },
    ])
    expect(readFileSync(told, 'utf8')).toContain('HOME=')
    expect(readFileSync(told, 'utf8')).not.toContain('canary')
  })

  test('are not started when the file was changed meanwhile, and the link is not followed anew', async () => {
    const { link, file, told } = linked()
    consent = { kind: 'allowed' }
    meanwhile = () => writeFileSync(file, `#!/bin/sh\necho changed > '${told}'\n`)
    expect(await call('examine_command', { command: link })).toMatchObject({
      isError: true,
      text: expect.stringContaining('was changed'),
    })
    expect(existsSync(told)).toBe(false)
    meanwhile = () => {
      rmSync(link)
      writeFileSync(link, `#!/bin/sh\necho another > '${told}'\n`, { mode: 0o755 })
    }
    writeFileSync(file, `#!/bin/sh\necho allowed > '${told}'\n`)
    await report('examine_command', { command: link })
    expect(readFileSync(told, 'utf8')).toBe('allowed\n')
  })

  test('that are not there are told without a question', async () => {
    expect(await report('examine_command', { command: 'no-such-program-anywhere' })).toMatchObject({
      code: 'OMD-101',
    })
    expect(questions).toEqual([])
  })

  test.each([
    ['refused', 'does not want'],
    ['nobody-there', 'omnimind doctor --'],
    ['timed-out', 'did not answer'],
  ] as const)('are not when the answer is "%s"', async (kind, words) => {
    consent = { kind }
    expect(await call('examine_command', args)).toMatchObject({
      isError: true,
      text: expect.stringContaining(words),
    })
  })
})

test('codes are listed and explained', async () => {
  expect((await call('list_codes')).text).toContain('OMD-101 COMMAND_NOT_FOUND')
  expect((await call('explain_code', { code: 'omd-101' })).structured).toMatchObject({
    name: 'COMMAND_NOT_FOUND',
  })
  expect((await call('explain_code', { code: 'OMD-999' })).text).toContain('list_codes')
})
