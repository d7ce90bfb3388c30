import { z } from 'zod'
import { Profile, type ToolChoice } from '@shared/domain/profile'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import type { Command, Invocation } from '../command'
import { noMore, usageError } from '../command'
import { connectToCenter } from '../connection'
import { cell, json, table } from '../text'

export const profiles: Command = {
  name: 'profiles',
  usage: 'list | save ID [...] | remove ID',
  summary: 'Named sets of services and tools, each with an address of its own.',
  details: [
    'save ID makes or changes one; only what is named changes. "default" is what /mcp offers, others are at /mcp/ID.',
    '  --title TEXT',
    '  --service ID            may be repeated, in the order in which tools are listed; --all-services for all',
    '  --naming N              prefixed (SERVICE__TOOL), plain, or auto: plain where the names are unique',
    '  --search S              off, auto or on: a few tools to search with stand in for all definitions',
    '  --disable SERVICE/TOOL, --enable SERVICE/TOOL, --rename SERVICE/TOOL=NAME, --describe SERVICE/TOOL=TEXT',
  ].join('\n'),
  options: {
    title: { type: 'string' },
    service: { type: 'string', multiple: true },
    'all-services': { type: 'boolean' },
    naming: { type: 'string' },
    search: { type: 'string' },
    disable: { type: 'string', multiple: true },
    enable: { type: 'string', multiple: true },
    rename: { type: 'string', multiple: true },
    describe: { type: 'string', multiple: true },
  },
  async run(invocation) {
    const [verb = 'list', id, ...more] = invocation.words
    const { client } = connectToCenter(invocation.home)
    if (verb === 'list') {
      noMore(invocation.words.slice(1), 'profiles')
      return show(invocation, await client.gateway.profiles({}))
    }
    if (verb !== 'save' && verb !== 'remove') throw usageError(`"${verb}" is not one of list, save, remove.`)
    if (id === undefined || more.length > 0) throw usageError(`Write: omnimind profiles ${verb} ID`)
    if (verb === 'remove') return show(invocation, await client.gateway.removeProfile({ id }))
    const before = (await client.gateway.profiles({})).find((profile) => profile.id === id)
    return show(invocation, await client.gateway.saveProfile(profileFrom(id, invocation, before)))
  },
}

function profileFrom(id: string, { option, flag, list }: Invocation, before: Profile | undefined): Profile {
  const services = list('service')
  const parsed = Profile.safeParse({
    ...before,
    id,
    title: option('title') ?? before?.title ?? id,
    services: flag('all-services') ? null : services.length > 0 ? services : (before?.services ?? null),
    tools: toolsFrom(list, before?.tools ?? {}),
    naming: option('naming') ?? before?.naming,
    search: option('search') ?? before?.search,
  })
  if (parsed.success) return parsed.data
  const why = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')
  throw usageError(`This is not a profile: ${why}`, 'See "omnimind help profiles".')
}

function toolsFrom(list: Invocation['list'], before: Profile['tools']): Profile['tools'] {
  const tools = new Map(Object.entries(before))
  const change = (tool: string, choice: ToolChoice): void => {
    if (!/^[^/]+\/./.test(tool)) throw usageError(`"${tool}" is not SERVICE/TOOL.`)
    tools.set(tool, { ...tools.get(tool), ...choice })
  }
  for (const tool of list('disable')) change(tool, { enabled: false })
  for (const tool of list('enable')) change(tool, { enabled: true })
  for (const [tool, name] of list('rename').map(pair)) change(tool, { name })
  for (const [tool, description] of list('describe').map(pair)) change(tool, { description })
  return Object.fromEntries(tools)
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw usageError(`"${text.slice(0, 80)}" is not SERVICE/TOOL=TEXT.`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function show({ io, json: asJson }: Invocation, list: Profile[]): ExitCode {
  const rows = list.map(({ id, title, services, tools, naming, search }) => [
    id,
    cell(title),
    services === null ? 'all' : services.join(', ') || 'none',
    String(Object.keys(tools).length),
    naming,
    search,
  ])
  const columns = ['PROFILE', 'TITLE', 'SERVICES', 'CHANGED TOOLS', 'NAMES', 'SEARCH']
  io.out(asJson ? json(list) : table(columns, rows))
  return exitCodes.ok
}
