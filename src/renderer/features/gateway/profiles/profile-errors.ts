import { reservedIds } from '@shared/domain/external'
import type { Profile } from '@shared/domain/profile'
import { ServiceId } from '@shared/domain/service'
import type { ProfileTool } from './profile-names'

export interface ProfileErrors {
  title?: string
  id?: string
  names?: string
}

interface Around {
  isNew: boolean
  profiles: readonly { id: string }[]
  services: readonly { id: string }[]
  tools: readonly ProfileTool[]
}

/** What to mend before a profile can be saved. */
export function profileErrors(profile: Profile, { isNew, profiles, services, tools }: Around): ProfileErrors {
  const clash = tools.find(({ clashes }) => clashes)
  return {
    ...(profile.title.trim() === '' ? { title: 'Give it a title.' } : {}),
    ...(isNew ? idError(profile.id, [...profiles, ...services]) : {}),
    ...(clash
      ? {
          names: `Two tools would be called ${profile.tools[clash.key]?.name}. Rename or switch off one of them.`,
        }
      : {}),
  }
}

function idError(id: string, taken: readonly { id: string }[]): { id?: string } {
  if (id === '') return { id: 'Give it an id for its address.' }
  if (!ServiceId.safeParse(id).success) return { id: 'Small letters, digits and dashes; a letter first.' }
  if (reservedIds.has(id)) return { id: 'OmniMind itself uses this id.' }
  return taken.some((one) => one.id === id) ? { id: 'A service or profile has this id already.' } : {}
}
