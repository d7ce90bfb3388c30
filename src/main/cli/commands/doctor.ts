import { writeFileSync } from 'node:fs'
import type { DoctorReport } from '@shared/domain/doctor'
import { allToMarkdown } from '@shared/domain/doctor-markdown'
import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import { exitCodes, type ExitCode } from '@shared/exit-codes'
import { didYouMean } from '@shared/lib/nearest'
import {
  examineCommand,
  examineEndpoint,
  type EndpointTarget,
  type ExaminationOptions,
} from '../../../doctor'
import { readRunningInstance } from '../../host/running-instance'
import { createPortInspector } from '../../ports'
import { usageError, type Command, type Invocation } from '../command'
import { connectToCenter } from '../connection'
import { examineEverything, examineOne } from '../doctor/examine-services'
import { reportsText } from '../doctor/report-text'
import { json } from '../text'

export const doctor: Command = {
  name: 'doctor',
  usage: '[SERVICE | URL | -- COMMAND [ARG...]] [--markdown] [--output FILE]',
  summary: 'Find out what is wrong: with this machine and all services, or with one MCP server.',
  details:
    'A command is started, up to three times, and ended again; it gets the variables that --env NAME=VALUE names.\n' +
    '--header "NAME: VALUE" goes to a URL. Both may be repeated. Ends with 10 when a problem was found.',
  options: {
    markdown: { type: 'boolean' },
    output: { type: 'string' },
    env: { type: 'string', multiple: true },
    header: { type: 'string', multiple: true },
  },
  async run(invocation) {
    const { io } = invocation
    const stop = new AbortController()
    const interrupts = io.onInterrupt(() => stop.abort())
    const inspector = createPortInspector()
    const options: ExaminationOptions = {
      signal: stop.signal,
      holderOf: (port) => inspector.holderOf(port),
    }
    try {
      const reports = await examine(invocation, options)
      tell(invocation, reports)
      return codeOf(reports)
    } finally {
      interrupts.dispose()
    }
  },
}

async function examine(invocation: Invocation, options: ExaminationOptions): Promise<DoctorReport[]> {
  const { words, afterDashes, list } = invocation
  const [word, ...more] = words
  if (afterDashes !== null) {
    const [command, ...args] = afterDashes
    if (command === undefined || words.length > afterDashes.length)
      throw usageError('Write: omnimind doctor -- COMMAND [ARG...]', 'See "omnimind help doctor".')
    const env = pairs(list('env'), '=', '--env NAME=VALUE')
    const path = invocation.io.env['PATH'] ?? ''
    const target = { command, args, env, path, cwd: process.cwd() }
    return [await examineCommand(target, aloud(invocation, options))]
  }
  if (more.length > 0) throw usageError('One at a time, or none for all.', 'A command stands after "--".')
  if (word === undefined) return await examineEverything(invocation, options)
  if (isAddress(word)) {
    const headers = pairs(list('header'), ':', '--header "NAME: VALUE"')
    const target = { url: word, headers, ours: await serviceAt(invocation, word) }
    return [await examineEndpoint(target, aloud(invocation, options))]
  }
  const { client } = connectToCenter(invocation.home)
  const snapshot = serviceNamed(word, await client.services.list({}))
  return [await examineOne(invocation, client, snapshot, aloud(invocation, options))]
}

/** Also without its http://, as "localhost:3000/mcp" or "example.org/mcp": what is wrong with it is told then. */
function isAddress(word: string): boolean {
  return /^(?:[a-z][a-z\d+.-]+:|[\w.-]+:\d|[\w-]+(?:\.[\w-]+)+\/|\[)/i.test(word)
}

/** The service of the OmniMind that runs here which has this address. */
async function serviceAt({ home }: Invocation, address: string): Promise<EndpointTarget['ours']> {
  const href = URL.parse(address)?.href.replace('//localhost:', '//127.0.0.1:')
  if (href === undefined || !readRunningInstance(home)) return undefined
  const services = await connectToCenter(home)
    .client.services.list({})
    .catch(() => [])
  const id = services.find(({ url }) => URL.parse(url)?.href === href)?.id
  return id === undefined ? undefined : { id, nextStep: `Examine it by its name: omnimind doctor ${id}` }
}

/** Tells each step while it goes on. */
function aloud({ io }: Invocation, options: ExaminationOptions): ExaminationOptions {
  return { ...options, onProgress: ({ title, done, total }) => io.err(`${done + 1}/${total} ${title} ...`) }
}

function tell(invocation: Invocation, reports: readonly DoctorReport[]): void {
  const { io, option, flag, json: asJson } = invocation
  const file = option('output')
  const isMarkdown = flag('markdown') || (file !== undefined && !asJson)
  const text = asJson
    ? json({ reports })
    : isMarkdown
      ? allToMarkdown(reports).trimEnd()
      : reportsText(io, reports)
  if (file === undefined) return io.out(text)
  writeFileSync(file, `${text}\n`)
  io.err(`Written to ${file}.`)
}

function codeOf(reports: readonly DoctorReport[]): ExitCode {
  if (reports.some(({ verdict }) => verdict === 'problem')) return exitCodes.problemFound
  return reports.every(({ complete }) => complete) ? exitCodes.ok : exitCodes.failed
}

function serviceNamed(id: string, services: readonly ServiceSnapshot[]): ServiceSnapshot {
  const found = services.find((service) => service.id === id)
  if (found) return found
  const known = services.map((service) => service.id)
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${id}".`, {
    nextStep: `${didYouMean(id, known)} A command stands after "--".`,
  })
}

/** `NAME=VALUE` or `NAME: VALUE`, each once. */
function pairs(texts: readonly string[], separator: string, form: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf(separator)
      if (at < 1) throw usageError(`"${text.slice(0, 40)}" is not understood.`, `Write: ${form}`)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
}
