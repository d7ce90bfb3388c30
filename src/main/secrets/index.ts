import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SECRET_REFERENCE } from '@shared/domain/external'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { SecretSealer } from '../host/host'
import { readIfThere, writeFileAtomic } from '../settings'

const StoredSecrets = z.looseObject({
  format: z.number().int().default(1),
  // Entry by entry below: one that does not fit stays in the file, for the version that wrote it.
  secrets: z.record(z.string(), z.unknown()),
})
const StoredSecret = z.object({ sealed: z.string(), updatedAt: z.number() })
type StoredSecrets = z.infer<typeof StoredSecrets>

/** Small secrets people give to servers, sealed by the host, kept in HOME/secrets.json. */
export interface Secrets {
  /** Names with the time of the last change, UTC epoch ms. */
  list(): { name: string; updatedAt: number }[]
  has(name: string): boolean
  /** @throws OmniMindError DATA_DIR_UNWRITABLE; nothing changed then */
  set(name: string, value: string): void
  /** @throws OmniMindError BAD_INPUT when there is none, DATA_DIR_UNWRITABLE */
  remove(name: string): void
  /** @throws OmniMindError CONFIG_INVALID when there is none, or when it cannot be opened with today's key */
  read(name: string): string
  /** Puts the values in place of `${secret:NAME}`. @throws as `read` */
  resolve(template: string): string
  /** Every value that can be opened, and the texts within values that are JSON; for redaction only. */
  values(): string[]
  onChange(listener: (name: string) => void): Disposable
}

export interface SecretsDeps {
  home: string
  sealer: SecretSealer
  clock: Pick<Clock, 'epochMs'>
  log: Logger
}

export function createSecrets({ home, sealer, clock, log }: SecretsDeps): Secrets {
  const file = join(home, 'secrets.json')
  const changes = new Emitter<string>()
  let stored = load(file, clock.epochMs(), log)
  /** Opened values; sealed again at each change. */
  const opened = new Map<string, string>()
  /** Asked for with every text that is redacted. */
  let values: string[] | null = null
  const entry = (name: string): z.infer<typeof StoredSecret> | undefined =>
    Object.hasOwn(stored.secrets, name) ? StoredSecret.safeParse(stored.secrets[name]).data : undefined

  const save = (secrets: StoredSecrets['secrets']): void => {
    const next = { ...stored, secrets }
    try {
      writeFileAtomic(file, `${JSON.stringify(next, null, 2)}\n`)
    } catch (cause) {
      throw new OmniMindError('DATA_DIR_UNWRITABLE', `The secret could not be stored in ${file}.`, {
        nextStep: 'Check the free space and the permissions of the data directory.',
        cause,
      })
    }
    stored = next
    values = null
  }
  const read = (name: string): string => {
    const known = opened.get(name)
    if (known !== undefined) return known
    const one = entry(name)
    if (!one) throw missing(name)
    try {
      const value = sealer.open(Buffer.from(one.sealed, 'base64'))
      opened.set(name, value)
      return value
    } catch (cause) {
      throw unopened(name, cause)
    }
  }
  return {
    read,
    list: () =>
      Object.keys(stored.secrets)
        .toSorted()
        .flatMap((name) => {
          const one = entry(name)
          return one ? [{ name, updatedAt: one.updatedAt }] : []
        }),
    has: (name) => entry(name) !== undefined,
    set(name, value) {
      const sealed = sealer.seal(value).toString('base64')
      save({ ...stored.secrets, [name]: { sealed, updatedAt: clock.epochMs() } })
      opened.set(name, value)
      changes.emit(name)
    },
    remove(name) {
      if (!Object.hasOwn(stored.secrets, name))
        throw new OmniMindError('BAD_INPUT', `There is no secret "${name}".`)
      const { [name]: _, ...rest } = stored.secrets
      save(rest)
      opened.delete(name)
      changes.emit(name)
    },
    resolve: (template) => template.replace(SECRET_REFERENCE, (_, name: string) => read(name)),
    values: () =>
      (values ??= Object.keys(stored.secrets).flatMap((name) => {
        try {
          const value = read(name)
          return [value, ...textsWithin(value)]
        } catch {
          return []
        }
      })),
    onChange: (listener) => changes.on(listener),
  }
}

/** The tokens inside the credentials of a sign-in; short texts there are names and kinds, no secrets. */
function textsWithin(value: string): string[] {
  if (!value.startsWith('{')) return []
  const texts: string[] = []
  try {
    JSON.parse(value, (key, inner: unknown) => {
      if (typeof inner === 'string' && SECRET_MEMBER.test(key)) texts.push(inner)
      return inner
    })
  } catch {
    // Not JSON after all.
  }
  return texts
}
const SECRET_MEMBER = /token$|secret$|verifier$|^state$/i

/** A file that makes no sense is kept beside: sealed secrets are never thrown away. */
function load(file: string, epochMs: number, log: Logger): StoredSecrets {
  const nothing: StoredSecrets = { format: 1, secrets: {} }
  const text = readIfThere(file)
  if (text === null) return nothing
  try {
    return StoredSecrets.parse(JSON.parse(text))
  } catch (error) {
    const kept = `${file}.damaged-${Math.round(epochMs)}`
    renameSync(file, kept)
    log.error(`The stored secrets could not be read (${errorText(error)}); they are kept as ${kept}.`)
    return nothing
  }
}

function missing(name: string): OmniMindError {
  return new OmniMindError('CONFIG_INVALID', `There is no secret "${name}".`, {
    nextStep: `Store it ("omnimind secrets set ${name}"), or take it out of the server's settings.`,
  })
}

function unopened(name: string, cause: unknown): OmniMindError {
  return new OmniMindError(
    'CONFIG_INVALID',
    `The secret "${name}" cannot be opened with this machine's key.`,
    {
      nextStep: 'Store its value again; the old one is kept until then.',
      cause,
    },
  )
}
