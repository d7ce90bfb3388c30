import { readFileSync } from 'node:fs'
import type { CenterClient } from '@shared/contract'
import type { ExternalServer } from '@shared/domain/external'
import { errorText, OmniMindError } from '@shared/errors'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import { didYouMean } from '@shared/lib/nearest'
import type { Command, Invocation } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import { cell, json, printable, stateLabel, table } from '../text'
import { serverFrom, serverOptions } from './server-options'

type Verb = (invocation: Invocation, words: string[], client: CenterClient) => Promise<ExitCode>

export const servers: Command = {
  name: 'servers',
  usage: 'list | show ID | add ID [...] -- COMMAND [ARG...] | edit ID [...] | remove ID... | import FILE',
  summary: 'MCP servers you add: programs of others, or addresses.',
  details: [
    'add ID [options] -- npx -y PACKAGE    a program; everything after "--" is its command line',
    'add ID --url URL [--sse]              a server at an address; --sse for the transport of 2024-11-05 (back: --http)',
    'edit ID takes the same options and changes only what is named. start and stop: "omnimind services".',
    'import FILE reads the configuration of a client ("-": standard input) and adds what is in it;',
    '  --use-secrets also what asks for secrets you stored.',
    'sign-in ID prints the address where you sign in to a server that asks for it.',
    '  --env NAME=VALUE, --header "NAME: VALUE"   may be repeated; --unset NAME takes one away',
    '                                    ${secret:NAME} stands for a secret, see "omnimind help secrets"',
    '  --cwd DIR                         working directory; without it or with "", one of its own',
    '  --per-session, --shared           one process for each client session, or one for all (the default)',
    '  --mode always|on-demand           keep it running, or start it when it is used',
    '  --timeout S, --startup-timeout S  seconds for a request (300), and of silence at its start (60)',
    '  --title TEXT, --description TEXT, --no-isolation (back: --isolation)',
  ].join('\n'),
  options: { ...serverOptions, 'use-secrets': { type: 'boolean' } },
  async run(invocation) {
    const [name = 'list', ...words] = invocation.words
    const verb = verbs[name]
    if (!verb) throw usageError(`"${name}" is not one of ${Object.keys(verbs).join(', ')}.`)
    return verb(invocation, words, connectToCenter(invocation.home).client)
  },
}

const list: Verb = async (invocation, words, client) => {
  if (words.length > 0) throw usageError('Write: omnimind servers list')
  const { io } = invocation
  const [definitions, services] = await Promise.all([client.external.list({}), client.services.list({})])
  const rows = definitions.map((server) => {
    const service = services.find(({ id }) => id === server.id)
    const state = service ? stateLabel(io, service.state.kind) : '-'
    return [server.id, state, server.transport.kind, server.mode, cell(targetWords(server))]
  })
  const columns = ['SERVER', 'STATE', 'KIND', 'MODE', 'COMMAND OR ADDRESS']
  io.out(invocation.json ? json(definitions) : table(columns, rows))
  return exitCodes.ok
}

const show: Verb = async ({ io }, words, client) => {
  io.out(json(await definitionOf(client, oneId(words, 'show ID'))))
  return exitCodes.ok
}

const add: Verb = async (invocation, [id, ...command], client) => {
  const server = serverFrom(oneId(id === undefined ? [] : [id], 'add ID ...'), command, invocation, null)
  await warnWhenMissing(invocation, server, client)
  return tell(invocation, await client.external.add(server), 'Added')
}

const edit: Verb = async (invocation, [id, ...command], client) => {
  const before = await definitionOf(client, oneId(id === undefined ? [] : [id], 'edit ID ...'))
  const server = serverFrom(before.id, command, invocation, before)
  return tell(invocation, await client.external.update(server), 'Changed')
}

const remove: Verb = async ({ io, json: asJson }, words, client) => {
  if (words.length === 0) throw usageError('Write: omnimind servers remove ID...')
  for (const id of words) await definitionOf(client, id)
  const removed: ExternalServer[] = []
  for (const id of words) removed.push(await client.external.remove({ id }))
  if (asJson) io.out(json(removed))
  else io.err(`Removed ${words.join(', ')}.`)
  return exitCodes.ok
}

const ALLOW = 'Import again with --use-secrets if it should have that.'

const importFile: Verb = async (invocation, words, client) => {
  const { io } = invocation
  const [file, ...rest] = words
  if (file === undefined || rest.length > 0)
    throw usageError('Write: omnimind servers import FILE, or - for standard input.')
  const {
    servers: found,
    problems,
    givenSecrets,
  } = await client.external.parseConfig({
    text: file === '-' ? await io.readStdin() : readText(file),
  })
  for (const problem of problems) io.err(printable(io, problem))
  const added: string[] = []
  const failed: string[] = []
  for (const server of found) {
    const given = givenSecrets.find(({ id }) => id === server.id)?.secrets
    if (given && !invocation.flag('use-secrets')) {
      failed.push(server.id)
      io.err(printable(io, `${server.id} was not added: it asks for your ${given.join(', ')}. ${ALLOW}`))
      continue
    }
    try {
      await client.external.add(server)
      added.push(server.id)
    } catch (error) {
      failed.push(server.id)
      io.err(printable(io, `${server.id} was not added: ${errorText(error)}`))
    }
  }
  if (invocation.json) io.out(json({ added, failed, problems }))
  else io.out(added.length > 0 ? `Added ${added.join(', ')}.` : 'Nothing was added.')
  return failed.length > 0 || added.length === 0 ? exitCodes.failed : exitCodes.ok
}

const signIn: Verb = async ({ io, json: asJson }, words, client) => {
  const { url } = await client.external.signIn({ id: oneId(words, 'sign-in ID') })
  if (asJson) io.out(json({ url }))
  else if (url === null) io.err('It asks for no sign-in now.')
  else io.out(printable(io, url))
  return exitCodes.ok
}

const verbs: Record<string, Verb> = { list, show, add, edit, remove, import: importFile, 'sign-in': signIn }

function tell(
  { io, json: asJson }: Invocation,
  service: Awaited<ReturnType<CenterClient['external']['add']>>,
  what: string,
): ExitCode {
  if (asJson) io.out(json(service))
  else {
    io.out(service.url)
    io.err(`${what} ${service.id}. "omnimind services" shows how it comes up.`)
  }
  return exitCodes.ok
}

/** It may be installed later: a warning, no refusal. */
async function warnWhenMissing(
  { io }: Invocation,
  { transport }: ExternalServer,
  client: CenterClient,
): Promise<void> {
  if (transport.kind !== 'stdio') return
  const { problem } = await client.external.checkCommand({ command: transport.command })
  if (problem !== null) io.err(printable(io, problem))
}

async function definitionOf(client: CenterClient, id: string): Promise<ExternalServer> {
  const known = await client.external.list({})
  const found = known.find((server) => server.id === id)
  if (found) return found
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no external server "${id}".`, {
    nextStep: didYouMean(
      id,
      known.map((server) => server.id),
    ),
  })
}

function oneId(words: string[], form: string): string {
  const [id] = words
  if (id === undefined || words.length > 1) throw usageError(`Write: omnimind servers ${form}`)
  return id
}

function targetWords({ transport }: ExternalServer): string {
  return transport.kind === 'stdio' ? [transport.command, ...transport.args].join(' ') : transport.url
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw usageError(`${file} cannot be read: ${errorText(error)}`, 'Name a file you may read.')
  }
}
