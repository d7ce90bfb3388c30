import type { ClientToken } from '@shared/domain/client-token'
import { Priority } from '@shared/domain/client-token'
import { DAY, HOUR, MINUTE } from '@shared/lib/clock'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import type { Command, Invocation } from '../command'
import { noMore, usageError } from '../command'
import { connectToCenter } from '../connection'
import { cell, json, sentences, table } from '../text'

export const token: Command = {
  name: 'token',
  usage: 'list | create NAME [...] | revoke ID',
  summary: "Tokens of clients: who may use OmniMind's MCP servers.",
  details: [
    'create NAME makes one and prints it, this once. Without options it may do everything.',
    '  --expires 30d      ends after so many m, h or d',
    '  --profile ID       works at this profile alone, /mcp/ID',
    '  --service ID       only this service; may be repeated',
    '  --tool S/T         only this tool, a * at the end stands for any rest; may be repeated',
    '  --read-only        only tools that declare themselves read-only',
    '  --priority P       high, normal or low: who goes first when calls must wait',
    'revoke ID ends it at once; its open sessions end too.',
  ].join('\n'),
  options: {
    expires: { type: 'string' },
    profile: { type: 'string' },
    service: { type: 'string', multiple: true },
    tool: { type: 'string', multiple: true },
    'read-only': { type: 'boolean' },
    priority: { type: 'string' },
  },
  async run(invocation) {
    const [verb = 'list', ...words] = invocation.words
    if (verb === 'list') {
      noMore(words, 'token')
      return await list(invocation)
    }
    if (verb === 'create') return await create(invocation, oneWord(words, 'create NAME'))
    if (verb === 'revoke') return await revoke(invocation, oneWord(words, 'revoke ID'))
    throw usageError(`"${verb}" is not one of list, create NAME, revoke ID.`, 'See "omnimind help token".')
  },
}

async function list(invocation: Invocation): Promise<ExitCode> {
  const { client } = connectToCenter(invocation.home)
  return show(invocation, await client.gateway.tokens({}))
}

async function create(invocation: Invocation, name: string): Promise<ExitCode> {
  const order = { name, ...optionsOf(invocation) }
  const { client } = connectToCenter(invocation.home)
  const made = await client.gateway.createToken(order)
  if (invocation.json) invocation.io.out(json(made))
  else {
    invocation.io.out(made.secret)
    invocation.io.err(
      `This is the token of "${name}" (${made.token.id}). It is shown this once: give it to the client now.`,
    )
  }
  return exitCodes.ok
}

async function revoke(invocation: Invocation, id: string): Promise<ExitCode> {
  const { client } = connectToCenter(invocation.home)
  return show(invocation, await client.gateway.revokeToken({ id }))
}

function optionsOf({ option, list: values, flag }: Invocation) {
  const priority = Priority.safeParse(option('priority') ?? 'normal')
  if (!priority.success) throw usageError('--priority is high, normal or low.')
  const [services, tools] = [values('service'), values('tool')]
  const badTool = tools.find((tool) => !tool.includes('/'))
  if (badTool !== undefined)
    throw usageError(`--tool ${badTool}: write SERVICE/TOOL, for example memory/search*.`)
  return {
    expiresAt: endOf(option('expires')),
    priority: priority.data,
    scope: {
      profile: option('profile') ?? null,
      services: services.length > 0 ? services : null,
      tools: tools.length > 0 ? tools : null,
      readOnly: flag('read-only'),
    },
  }
}

/** @param text such as `30d`; none never ends */
function endOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  const unitMs = { m: MINUTE, h: HOUR, d: DAY }[unit]
  if (unitMs === undefined || Number(count) === 0)
    throw usageError('--expires takes a number of m, h or d, for example 30d.')
  return Date.now() + Number(count) * unitMs
}

function oneWord(words: string[], form: string): string {
  const [word] = words
  if (word === undefined || words.length > 1) throw usageError(`Write: omnimind token ${form}`)
  return word
}

function show({ io, json: asJson }: Invocation, tokens: ClientToken[]): ExitCode {
  const rows = tokens.map((one) => [
    one.id,
    cell(one.name),
    stateOf(one, Date.now()),
    one.priority,
    dayOf(one.lastUsedAt),
    cell(scopeOf(one)),
  ])
  io.out(asJson ? json(tokens) : table(['ID', 'NAME', 'STATE', 'PRIORITY', 'LAST USED', 'MAY'], rows))
  return exitCodes.ok
}

function stateOf({ revokedAt, expiresAt }: ClientToken, now: number): string {
  if (revokedAt !== null) return `revoked ${dayOf(revokedAt)}`
  if (expiresAt === null) return 'works'
  return expiresAt <= now ? `expired ${dayOf(expiresAt)}` : `works until ${dayOf(expiresAt)}`
}

function scopeOf({ scope: { profile, services, tools, readOnly } }: ClientToken): string {
  const parts = [
    profile === null ? undefined : `profile ${profile}`,
    services === null ? undefined : `services ${services.join(', ')}`,
    tools === null ? undefined : `tools ${tools.join(', ')}`,
    readOnly ? 'reading only' : undefined,
  ]
  return sentences(...parts) || 'everything'
}

function dayOf(epochMs: number | null): string {
  return epochMs === null ? '-' : new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')
}
