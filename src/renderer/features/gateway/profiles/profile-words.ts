import type { Profile } from '@shared/domain/profile'

export const namingWords: Record<Profile['naming'], string> = {
  prefixed: 'with the service',
  plain: 'plain',
  auto: 'plain while unique',
}

export const searchWords: Record<Profile['search'], string> = {
  off: 'off',
  auto: 'with many tools',
  on: 'on',
}
