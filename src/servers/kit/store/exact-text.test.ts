import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { fromStored, toStored, type StoredText } from './exact-text'

test.each(['', 'plain', 'nul\0inside', '漢字 👩‍🚀', 'half \ud83d', '\ude80\ud83d', '\ufeffbom', '\uffff'])(
  'keeps %j exactly and finds it again',
  (text) => {
    const db = new Database(':memory:')
    db.exec('CREATE TABLE texts (text TEXT NOT NULL)')
    db.prepare('INSERT INTO texts VALUES (?)').run(toStored(text))
    const find = db.prepare<[StoredText], StoredText>('SELECT text FROM texts WHERE text = ?').pluck()
    expect(fromStored(find.get(toStored(text)) ?? 'missing')).toBe(text)
    db.close()
  },
)
