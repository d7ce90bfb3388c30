import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Files that a write begins with and that must not stay: temporary ones, lock files, a database that was set aside as damaged. */
export function leftovers(dataDir: string): string[] {
  return filesBelow(dataDir).filter((path) =>
    /\.omnimind-tmp$|\.lock$|\/tmp_obj_|incoming\/|\/runs\/|\.new\/|-journal$|\.corrupt-/.test(path),
  )
}

/** Copies every SQLite database page by page, since its service has it open, and lets SQLite check the copy. */
export async function brokenDatabases(dataDir: string): Promise<unknown[]> {
  const files = filesBelow(dataDir).filter((path) => path.endsWith('.db'))
  const copies = mkdtempSync(join(tmpdir(), 'omnimind-copies-'))
  const findings: unknown[] = []
  for (const [n, file] of files.entries()) {
    const live = new Database(file, { readonly: true })
    await live.backup(join(copies, `${n}`))
    live.close()
    const copy = new Database(join(copies, `${n}`))
    findings.push(...findingsIn(copy).map((finding) => ({ file, finding })))
    copy.close()
  }
  rmSync(copies, { recursive: true })
  return findings
}

function findingsIn(db: Database.Database): unknown[] {
  const integrity = db.pragma('integrity_check', { simple: true })
  const indexes = db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'`)
    .pluck()
    .all()
  // A full-text index that does not fit itself is an error here.
  for (const name of indexes) db.prepare(`INSERT INTO "${name}" ("${name}") VALUES ('integrity-check')`).run()
  return [...(integrity === 'ok' ? [] : [integrity]), ...(db.pragma('foreign_key_check') as unknown[])]
}

export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
}
