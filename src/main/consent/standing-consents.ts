import { createHash } from 'node:crypto'
import { ConsentQuestion, type StandingConsent } from '@shared/domain/consent'
import { OmniMindError } from '@shared/errors'
import type { Redactor } from '../redaction'
import type { OpenedDatabase, WritableDatabase } from '../storage'
import { keptQuestion } from './kept-question'

interface Row {
  id: number
  service_id: string
  choice: StandingConsent['choice']
  question: string
  decided_at: number
  uses: number
  last_used_at: number | null
}

export interface Decision {
  serviceId: string
  choice: StandingConsent['choice']
  question: ConsentQuestion
  /** UTC epoch ms. */
  at: number
}

/** Answers that hold for good, in control.db. */
export interface StandingConsents {
  /** The answer to this very question, counted as used; null when there is none that can be shown. */
  find(serviceId: string, key: string, at: number): Pick<StandingConsent, 'id' | 'choice'> | null
  /** @returns the answer's id @throws OmniMindError DATA_DIR_UNWRITABLE; nothing is remembered then */
  decide(key: string, decision: Decision): number
  list(): StandingConsent[]
  /** @throws OmniMindError BAD_INPUT when there is none of this id; DATA_DIR_UNWRITABLE */
  forget(id: number): void
}

/** @param redact replaces secrets in what is kept for showing; keys are kept as hashes only */
export function openStandingConsents(opened: OpenedDatabase, redact: Redactor): StandingConsents {
  const write = <T>(run: (db: WritableDatabase) => T): T => {
    if (opened.mode === 'newer') throw unwritable('it was written by a newer version')
    try {
      return run(opened.db)
    } catch (cause) {
      throw unwritable(cause)
    }
  }
  return {
    find(serviceId, key, at) {
      const sql = 'SELECT id, choice, question FROM consents WHERE service_id = ? AND key = ?'
      const found = opened.db
        .prepare<[string, string], Pick<Row, 'id' | 'choice' | 'question'>>(sql)
        .get(serviceId, hash(key))
      // What the person cannot see, they cannot take back.
      if (!found || questionOf(found) === null) return null
      const count = 'UPDATE consents SET uses = uses + 1, last_used_at = ? WHERE id = ?'
      try {
        if (opened.mode === 'writable') opened.db.prepare(count).run(Math.round(at), found.id)
      } catch {
        // On a full disk the answer still holds; how often it was used is not worth an error.
      }
      return { id: found.id, choice: found.choice }
    },
    decide(key, { serviceId, choice, question, at }) {
      const sql = `INSERT INTO consents (service_id, key, choice, question, decided_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (service_id, key) DO UPDATE
          SET choice = excluded.choice, question = excluded.question, decided_at = excluded.decided_at
        RETURNING id`
      const shown = JSON.stringify(keptQuestion(question, redact))
      const values = [serviceId, hash(key), choice, shown, Math.round(at)] as const
      return write((db) => db.prepare<[...typeof values], Pick<Row, 'id'>>(sql).get(...values))?.id ?? 0
    },
    list: () =>
      opened.db.prepare<[], Row>('SELECT * FROM consents ORDER BY decided_at DESC, id DESC').all().map(shown),
    forget(id) {
      const { changes } = write((db) => db.prepare('DELETE FROM consents WHERE id = ?').run(id))
      if (changes === 0)
        throw new OmniMindError('BAD_INPUT', `There is no answer ${id}; it may be taken back already.`)
    },
  }
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** One that another version wrote differently can be taken back, like any other. */
const unreadable: ConsentQuestion = {
  title: 'A question this version cannot read',
  details: [],
  client: null,
  rememberAs: null,
}

function shown(row: Row): StandingConsent {
  const question = questionOf(row) ?? unreadable
  const { id, service_id: serviceId, choice, decided_at: decidedAt, uses, last_used_at: lastUsedAt } = row
  return { id, serviceId, choice, question, decidedAt, uses, lastUsedAt }
}

function questionOf({ question }: Pick<Row, 'question'>): ConsentQuestion | null {
  try {
    return ConsentQuestion.safeParse(JSON.parse(question)).data ?? null
  } catch {
    return null
  }
}

function unwritable(cause: unknown): OmniMindError {
  return new OmniMindError('DATA_DIR_UNWRITABLE', 'The answer could not be stored in control.db.', {
    nextStep: 'Check the free space and the permissions of the data directory.',
    cause,
  })
}
