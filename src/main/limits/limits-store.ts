import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { defaultLimits, GatewayLimits } from '@shared/domain/limits'
import { errorText, OmniMindError } from '@shared/errors'
import type { Logger } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { writeFileAtomic } from '../settings'

const FILE = 'limits.json'

/** The gateway's limits as the person set them, in HOME/limits.json. */
export interface LimitsStore {
  get(): GatewayLimits
  /** On disk before it returns. @throws OmniMindError BAD_INPUT, DATA_DIR_UNWRITABLE; nothing changed then */
  update(limits: GatewayLimits): GatewayLimits
  onChange(listener: (limits: GatewayLimits) => void): Disposable
  /** What happened to the file at start, for people. */
  readonly warnings: readonly string[]
}

export interface LimitsDeps {
  home: string
  clock: Pick<Clock, 'epochMs'>
  /** The trail of what people change. */
  audit: Pick<Logger, 'info'>
}

/** A file that does not fit is kept aside, and the defaults hold. */
export function openLimits({ home, clock, audit }: LimitsDeps): LimitsStore {
  const file = join(home, FILE)
  const changes = new Emitter<GatewayLimits>()
  const { limits: loaded, warnings, isUnreadable = false } = load(file, clock.epochMs())
  let current = loaded
  return {
    warnings,
    get: () => current,
    onChange: (listener) => changes.on(listener),
    update: (wanted) => {
      const limits = check(wanted)
      if (isUnreadable) throw unreadable(file)
      save(file, limits)
      tellChange(audit, current, limits)
      current = limits
      changes.emit(limits)
      return limits
    },
  }
}

/** The whole comes, of which mostly one part is new. */
function tellChange(audit: LimitsDeps['audit'], before: GatewayLimits, after: GatewayLimits): void {
  const now: Record<string, unknown> = after
  const changed = Object.entries(before).filter(([key, value]) => !isDeepStrictEqual(value, now[key]))
  if (changed.length > 0) audit.info(`Limits were changed: ${changed.map(([key]) => key).join(', ')}.`)
}

function check(wanted: unknown): GatewayLimits {
  const parsed = GatewayLimits.safeParse(wanted)
  if (!parsed.success)
    throw new OmniMindError('BAD_INPUT', `These limits are not valid: ${z.prettifyError(parsed.error)}`)
  const { min, initial, max } = parsed.data.concurrency
  if (min <= initial && initial <= max) return parsed.data
  throw new OmniMindError(
    'BAD_INPUT',
    `Of calls in flight, the least (${min}), the first (${initial}) and the most (${max}) must grow in that order.`,
  )
}

interface Loaded {
  limits: GatewayLimits
  warnings: string[]
  /** It is there and may hold limits of the person's: it must not be replaced. */
  isUnreadable?: boolean
}

function load(file: string, epochMs: number): Loaded {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const warnings = isMissing ? [] : [`${file} cannot be read; the default limits hold: ${errorText(error)}`]
    return { limits: defaultLimits, warnings, isUnreadable: !isMissing }
  }
  try {
    return { limits: check(JSON.parse(text)), warnings: [] }
  } catch (error) {
    const kept = `${file}.damaged-${Math.round(epochMs)}`
    renameSync(file, kept)
    const why = errorText(error).replaceAll(/\s+/g, ' ').slice(0, 200)
    return {
      limits: defaultLimits,
      warnings: [`The gateway's limits were damaged and are kept as ${kept}; the defaults hold (${why}).`],
    }
  }
}

function unreadable(file: string): OmniMindError {
  return new OmniMindError(
    'DATA_DIR_UNWRITABLE',
    `${file} is there and could not be read: it is not replaced.`,
    {
      nextStep: 'Check the owner and permissions of the file, then start OmniMind again.',
    },
  )
}

function save(file: string, limits: GatewayLimits): void {
  try {
    writeFileAtomic(file, `${JSON.stringify(limits, null, 2)}\n`)
  } catch (cause) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The limits ${file} cannot be written.`, {
      nextStep: 'Check the owner and permissions of the data directory, or choose another with --home DIR.',
      cause,
    })
  }
}
