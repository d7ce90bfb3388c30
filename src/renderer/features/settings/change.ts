import type { Settings } from '@shared/domain/settings'

/** Keeps some of the settings. */
export type Change = (part: Partial<Settings>) => void
