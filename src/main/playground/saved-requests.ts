import { PlaygroundRequest, type SavedRequest } from '@shared/contract/playground'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { OpenedDatabase } from '../storage'

const MAX_SAVED = 1_000

interface Row {
  seq: number
  title: string
  saved_at: number
  request: string
}

/** Requests people keep for later, newest first. */
export function createSavedRequests(opened: OpenedDatabase, clock: Pick<Clock, 'epochMs'>) {
  const saved = (): SavedRequest[] =>
    opened.db.prepare<[], Row>('SELECT * FROM saved_requests ORDER BY seq DESC').all().flatMap(asSaved)
  const change = (run: () => void): SavedRequest[] => {
    if (opened.mode !== 'writable')
      throw new OmniMindError(
        'DATABASE_NEWER',
        'Requests cannot be saved: the database belongs to a newer OmniMind.',
        {
          nextStep: 'Update OmniMind.',
        },
      )
    run()
    return saved()
  }
  return {
    saved,
    save: (title: string, request: PlaygroundRequest) =>
      change(() => {
        if (saved().length >= MAX_SAVED)
          throw new OmniMindError('BAD_INPUT', `There are ${MAX_SAVED} saved requests already.`, {
            nextStep: 'Remove some of them first.',
          })
        opened.db
          .prepare('INSERT INTO saved_requests (title, saved_at, request) VALUES (?, ?, ?)')
          .run(title, clock.epochMs(), JSON.stringify(request))
      }),
    removeSaved: (id: string) =>
      change(() => void opened.db.prepare('DELETE FROM saved_requests WHERE seq = ?').run(Number(id))),
  }
}

/** A request that a newer version wrote and this one cannot read is left out, and stays in the table. */
function asSaved({ seq, title, saved_at, request }: Row): SavedRequest[] {
  const parsed = PlaygroundRequest.safeParse(JSON.parse(request))
  return parsed.success ? [{ id: String(seq), title, savedAt: saved_at, request: parsed.data }] : []
}
