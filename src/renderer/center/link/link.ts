import type { CenterClient } from '@shared/contract'

/** Why a link ended. `signed-out`: the center does not know this browser (any more). */
export type LinkEnd = 'lost' | 'signed-out'

/** One live connection to the control center. */
export interface Link {
  readonly client: CenterClient
  /** Settles once, when the link is over. */
  readonly ended: Promise<LinkEnd>
  close(): void
}

/** Opens a link, or tells why it could not be opened. */
export type OpenLink = () => Promise<Link | LinkEnd>
