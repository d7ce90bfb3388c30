import { createHash } from 'node:crypto'
import { ConsentQuestion, type LastingChoice, type StandingConsent } from '@shared/domain/consent'
import { OmniMindError } from '@shared/errors'
import type { Redactor } from '../redaction'
import type { OpenedDatabase, WritableDatabase } from '../storage'
import { keptQuestion } from './kept-question'

interface Row {
  id: number
  service_id: string
  choice: LastingChoice
  question: string
  decided_at: number
  uses: number
  last_used_at: number | null
}

export interface Decision {
  serviceId: string
  choice: LastingChoice
  /** Of this choice, as the question gives it. */
  key: string
  question: ConsentQuestion
  /** UTC epoch ms. */
  at: number
}

type Found = Pick<StandingConsent, 'id' | 'choice'>

/** Answers that hold for good, in control.db. */
export interface StandingConsents {
  /**
   * The answer to this very question, counted as used; null when there is none that can be shown. A "never" comes before
   * an "always", which may be of fewer questions.
   */
  find(serviceId: string, keys: ConsentQuestion['lasting'], at: number): Found | null
  /** @returns the answer's id @throws OmniMindError DATA_DIR_UNWRITABLE; nothing is remembered then */
  decide(decision: Decision): number
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
  const findOne = (serviceId: string, choice: LastingChoice, key: string | undefined): Found | null => {
    if (key === undefined) return null
    const sql = 'SELECT id, question FROM lasting_answers WHERE service_id = ? AND choice = ? AND key = ?'
    const found = opened.db
      .prepare<[string, string, string], Pick<Row, 'id' | 'question'>>(sql)
      .get(serviceId, choice, hash(key))
    // What the person cannot see, they cannot take back.
    return found && questionOf(found) ? { id: found.id, choice } : null
  }
  return {
    find(serviceId, keys, at) {
      const found =
        findOne(serviceId, 'never', keys.never) ??
        findOne(serviceId, 'always', keys.always) ??
        findOne(serviceId, 'always-whatever-it-loads', keys['always-whatever-it-loads'])
      if (!found) return null
      const count = 'UPDATE lasting_answers SET uses = uses + 1, last_used_at = ? WHERE id = ?'
      try {
        if (opened.mode === 'writable') opened.db.prepare(count).run(Math.round(at), found.id)
      } catch {
        // On a full disk the answer still holds; how often it was used is not worth an error.
      }
      return found
    },
    decide({ serviceId, choice, key, question, at }) {
      const sql = `INSERT INTO lasting_answers (service_id, choice, key, question, decided_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (service_id, choice, key) DO UPDATE
          SET question = excluded.question, decided_at = excluded.decided_at
        RETURNING id`
      const shown = JSON.stringify(keptQuestion(question, redact))
      const values = [serviceId, choice, hash(key), shown, Math.round(at)] as const
      return write((db) => db.prepare<[...typeof values], Pick<Row, 'id'>>(sql).get(...values))?.id ?? 0
    },
    list() {
      const sql = 'SELECT * FROM lasting_answers ORDER BY decided_at DESC, id DESC'
      return opened.db.prepare<[], Row>(sql).all().map(shown)
    },
    forget(id) {
      const { changes } = write((db) => db.prepare('DELETE FROM lasting_answers WHERE id = ?').run(id))
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
  lasting: {},
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
