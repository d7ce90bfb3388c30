import type { Platform } from './realm-platform'

/** The part of Emscripten's file system that is used; see its documentation, "File System API". */
export interface VirtualFiles {
  mkdirTree(path: string): void
  writeFile(path: string, bytes: Uint8Array): void
  readFile(path: string): Uint8Array
  readdir(path: string): string[]
  lstat(path: string): { mode: number; size: number; mtime: Date }
  unlink(path: string): void
  isDir(mode: number): boolean
  isFile(mode: number): boolean
  utime(path: string, accessedMs: number, modifiedMs: number): void
  chdir(path: string): void
}

export interface RealmScratch {
  put(path: string, bytes: string, modifiedMs: number): void
  drop(path: string): void
  /** Tells the process every file that is not as it was last told. */
  report(): { removed: string[]; tooMuch: string[] }
}

/** Runs inside the sandbox, as text. Keeps `/scratch` and what the process knows of it alike. */
export function realmScratch(
  { host, toBytes, toText }: Platform,
  files: VirtualFiles,
  limits: { fileBytes: number; totalBytes: number; count: number },
): RealmScratch {
  const root = '/scratch'
  const known = new Map<string, string>()
  const state = (path: string): string => {
    const { size, mtime } = files.lstat(`${root}/${path}`)
    return `${size} ${mtime.getTime()}`
  }
  function* regular(folder: string): Generator<string> {
    for (const name of files.readdir(`${root}/${folder}`)) {
      if (name === '.' || name === '..') continue
      const path = folder === '' ? name : `${folder}/${name}`
      const { mode } = files.lstat(`${root}/${path}`)
      if (files.isDir(mode)) yield* regular(path)
      else if (files.isFile(mode)) yield path
    }
  }
  files.mkdirTree(root)
  files.chdir(root)
  return {
    put(path, bytes, modifiedMs) {
      const full = `${root}/${path}`
      files.mkdirTree(full.slice(0, full.lastIndexOf('/')))
      files.writeFile(full, toBytes(bytes))
      files.utime(full, modifiedMs, modifiedMs)
      known.set(path, state(path))
    },
    drop(path) {
      known.delete(path)
      try {
        files.unlink(`${root}/${path}`)
      } catch {
        // Python removed it first.
      }
    },
    report() {
      const tooMuch: string[] = []
      const gone = new Set(known.keys())
      let count = 0
      let total = 0
      // A run may have removed the folder itself.
      files.mkdirTree(root)
      for (const path of regular('')) {
        gone.delete(path)
        const { size } = files.lstat(`${root}/${path}`)
        const fits = size <= limits.fileBytes && total + size <= limits.totalBytes && count < limits.count
        if (!fits) {
          if (tooMuch.length < 20) tooMuch.push(path)
          continue
        }
        count += 1
        total += size
        if (known.get(path) === state(path)) continue
        known.set(path, state(path))
        host.changed(path, toText(files.readFile(`${root}/${path}`)))
      }
      for (const path of gone) known.delete(path)
      return { removed: [...gone], tooMuch }
    },
  }
}
