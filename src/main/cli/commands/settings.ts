import type { ServiceSettingsView } from '@shared/contract/services'
import type { SettingField, SettingValue } from '@shared/domain/manifest'
import { RunMode } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import { didYouMean } from '@shared/lib/nearest'
import type { Command, Invocation } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import { cell, json, printable, table } from '../text'

export const settings: Command = {
  name: 'settings',
  usage: 'SERVICE [KEY=VALUE | KEY+=VALUE | KEY-=VALUE]... [--mode always|on-demand]',
  summary: 'What a service may do and how: show its settings, or change some.',
  details: [
    'KEY=VALUE sets one, KEY= sets it to nothing. Lists: KEY+=VALUE adds an entry, KEY-=VALUE takes one out.',
    'A secret is set to the name of a stored secret (see "omnimind secrets"). New values are tried at once, unless you',
    'stopped the service: this ends with 1 when it does not run with them; they are stored all the same.',
  ].join('\n'),
  options: { mode: { type: 'string' } },
  async run(invocation) {
    const [id, ...changes] = invocation.words
    if (id === undefined) throw usageError('Name a service, e.g. "omnimind settings filesystem".')
    const { client } = connectToCenter(invocation.home)
    const before = await client.services.settings({ id })
    const mode = modeOf(invocation.option('mode'))
    if (changes.length === 0 && mode === undefined) return show(invocation, before)
    const values = changes.reduce((now, change) => changed(now, change, before), {})
    const { problem, isStarting, ...after } = await client.services.configure({ id, mode, values })
    show(invocation, after, problem)
    if (isStarting && !invocation.json)
      invocation.io.err('Stored; the service is still starting with these settings.')
    return problem ? exitCodes.failed : exitCodes.ok
  },
}

type Values = ServiceSettingsView['values']

function modeOf(option: string | undefined): RunMode | undefined {
  const parsed = RunMode.optional().safeParse(option)
  if (parsed.success) return parsed.data
  throw usageError(`"${option}" is not a mode.`, 'Use --mode always or --mode on-demand.')
}

/** @returns what was named so far and this change: the rest is left to who else may be changing it */
function changed(named: Values, change: string, { fields, values }: ServiceSettingsView): Values {
  const [, key, sign, text] = /^([A-Za-z][A-Za-z0-9]*)([+-]?)=(.*)$/s.exec(change) ?? []
  if (key === undefined || text === undefined)
    throw usageError(`"${change}" is not a change.`, 'Write KEY=VALUE, KEY+=VALUE or KEY-=VALUE.')
  const field = fields.find((one) => one.key === key)
  if (!field) {
    const keys = fields.map((one) => one.key)
    throw usageError(`There is no setting "${key}".`, didYouMean(key, keys))
  }
  const next =
    field.value.type === 'list'
      ? listAfter(named[key] ?? values[key], sign, text)
      : valueOf(field, sign, text)
  return { ...named, [key]: next }
}

function listAfter(value: SettingValue | undefined, sign: string | undefined, text: string): string[] {
  const now = Array.isArray(value) ? value : []
  if (sign === '+') return now.includes(text) ? now : [...now, text]
  if (sign === '-') {
    if (now.includes(text)) return now.filter((one) => one !== text)
    throw usageError(`"${text}" is not in the list.`, `It has: ${now.join(', ') || 'nothing'}.`)
  }
  return text === '' ? [] : [text]
}

/** What does not fit is refused by the control center, which says what would. */
function valueOf({ key, value }: SettingField, sign: string | undefined, text: string): SettingValue {
  if (sign) throw usageError(`"${key}" is no list.`, `Write ${key}=VALUE.`)
  if (value.type === 'integer') {
    if (/^-?\d+$/.test(text)) return Number(text)
    throw usageError(`"${text}" is no whole number.`, `${key} is from ${value.min} to ${value.max}.`)
  }
  if (value.type !== 'boolean') return text
  if (['true', 'on', 'yes'].includes(text)) return true
  if (['false', 'off', 'no'].includes(text)) return false
  throw usageError(`"${key}" is on or off.`, `Write ${key}=on or ${key}=off.`)
}

/** @param problem why the service does not run with them */
function show(
  { io, json: asJson }: Invocation,
  view: ServiceSettingsView,
  problem: Problem | null = null,
): ExitCode {
  if (asJson) {
    const { mode, values, warnings } = view
    io.out(json({ mode, values, ...(warnings.length > 0 && { warnings }), ...(problem && { problem }) }))
    return exitCodes.ok
  }
  const rows = view.fields.flatMap((field) => rowsOf(field, view.values[field.key] ?? field.value.default))
  io.out(table(['SETTING', 'VALUE', 'WHAT IT IS'], [['mode', view.mode, 'When it runs'], ...rows]))
  for (const { entry, message } of view.warnings) io.err(`${cell(entry)}: ${message}`)
  const words = problem && [problem.message, problem.nextStep].filter(Boolean).join(' ')
  if (words) io.err(printable(io, `Stored, but the service does not run with these settings. ${words}`))
  return exitCodes.ok
}

/** A list has a line for each entry. */
function rowsOf({ key, label }: SettingField, value: SettingValue): string[][] {
  if (!Array.isArray(value)) return [[key, value === '' ? '-' : cell(String(value)), label]]
  if (value.length === 0) return [[key, '-', label]]
  return value.map((entry, index) => (index === 0 ? [key, cell(entry), label] : ['', cell(entry), '']))
}
