import { join } from 'node:path'
import { reservedIds } from '@shared/domain/external'
import type { Logger } from '@shared/domain/log'
import { DEFAULT_PROFILE, defaultProfile, Profile } from '@shared/domain/profile'
import { OmniMindError } from '@shared/errors'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { openCollection } from '../settings'
import { nameConflict } from './name-conflict'

/** Named sets of services and tools, kept in HOME/profiles.json. `default` is always there. */
export interface Profiles {
  list(): Profile[]
  /** Adds or replaces. @throws OmniMindError BAD_INPUT */
  save(profile: Profile): Profile[]
  /** `default` goes back to what it was at first. @throws OmniMindError BAD_INPUT when there is none of this id */
  remove(id: string): Profile[]
  onChange(listener: () => void): Disposable
  readonly warnings: readonly string[]
}

export interface ProfilesDeps {
  home: string
  epochMs: () => number
  log: Logger
  /** Profiles and services share one space of addresses. */
  isService: (id: string) => boolean
  /** Every service, in the order in which they are listed. */
  services: () => readonly string[]
  /** Names of a service's tools as they were last heard. */
  toolsOf: (serviceId: string) => readonly string[]
}

export function createProfiles(deps: ProfilesDeps): Profiles {
  const { home, epochMs, log } = deps
  const file = openCollection(join(home, 'profiles.json'), Profile, 'profiles', { epochMs, log })
  const changes = new Emitter<void>()
  const list = (): Profile[] => {
    const stored = file.items()
    const first = stored.find(({ id }) => id === DEFAULT_PROFILE) ?? defaultProfile
    const others = stored.filter(({ id }) => id !== DEFAULT_PROFILE)
    return [first, ...others.toSorted((a, b) => (a.id < b.id ? -1 : 1))]
  }
  return {
    list,
    warnings: file.warnings,
    save(profile) {
      checkId(profile.id, deps.isService)
      checkNames(profile, deps)
      file.put(profile)
      changes.emit()
      return list()
    },
    remove(id) {
      if (!file.items().some((profile) => profile.id === id) && id !== DEFAULT_PROFILE)
        throw new OmniMindError('BAD_INPUT', `There is no profile "${id}".`, {
          nextStep: 'See "omnimind profiles list" for the names.',
        })
      file.remove(id)
      changes.emit()
      return list()
    },
    onChange: (listener) => changes.on(listener),
  }
}

function checkId(id: string, isService: (id: string) => boolean): void {
  const taken = id !== DEFAULT_PROFILE && (reservedIds.has(id) || isService(id))
  if (!taken) return
  throw new OmniMindError(
    'BAD_INPUT',
    `"${id}" is the name of a service or reserved; its address is taken.`,
    {
      nextStep: 'Choose another id for the profile.',
    },
  )
}

/** Two tools of one name could not be told apart. */
function checkNames(profile: Profile, { services, toolsOf }: ProfilesDeps): void {
  const malformed = Object.keys(profile.tools).find((key) => !/^[^/]+\/./.test(key))
  if (malformed !== undefined)
    throw new OmniMindError('BAD_INPUT', `"${malformed}" does not name a tool of a service.`, {
      nextStep: 'Write SERVICE/TOOL.',
    })
  const conflict = nameConflict(profile, profile.services ?? services(), toolsOf)
  if (conflict === null) return
  const [first, second] = conflict.tools
  throw new OmniMindError('BAD_INPUT', `${first} and ${second} would both be called "${conflict.name}".`, {
    nextStep: 'Give one of them another name, turn one off, or use names with the service in front.',
  })
}
