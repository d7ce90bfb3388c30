import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
  renameSync,
  type FSWatcher,
} from 'node:fs'
import { join } from 'node:path'

interface Message {
  argv: string[]
  cwd: string
}

/**
 * One instance per profile directory, told of later ones. The lock is a file with the owner's pid; messages are
 * files in a folder that the owner watches, because asking is synchronous. Like Electron's own lock it can be
 * wrong after a crash: a pid may have been used again.
 */
export class SingleInstance {
  isHeld = false
  private folder = ''
  private watcher: FSWatcher | undefined
  private readonly onSecond: (argv: string[], cwd: string) => void

  constructor(onSecond: (argv: string[], cwd: string) => void) {
    this.onSecond = onSecond
  }

  request(userData: string): boolean {
    if (this.isHeld) return true
    this.folder = join(userData, 'double-instance')
    mkdirSync(join(this.folder, 'messages'), { recursive: true })
    this.isHeld = this.takeLock()
    if (this.isHeld) this.watchMessages()
    else this.leaveMessage()
    return this.isHeld
  }

  release(): void {
    if (!this.isHeld) return
    this.isHeld = false
    this.watcher?.close()
    rmSync(join(this.folder, 'lock'), { force: true })
  }

  private takeLock(): boolean {
    const lock = join(this.folder, 'lock')
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return true
    } catch {
      if (isAlive(Number(readFileSync(lock, 'utf8')))) return false
      rmSync(lock, { force: true })
      return this.takeLock()
    }
  }

  private leaveMessage(): void {
    const message: Message = { argv: process.argv, cwd: process.cwd() }
    const draft = join(this.folder, `${process.pid}.draft`)
    writeFileSync(draft, JSON.stringify(message))
    renameSync(draft, join(this.folder, 'messages', `${process.pid}-${Date.now()}`))
  }

  private watchMessages(): void {
    const folder = join(this.folder, 'messages')
    const read = (): void => {
      for (const name of readdirSync(folder)) {
        const { argv, cwd } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Message
        rmSync(join(folder, name))
        this.onSecond(argv, cwd)
      }
    }
    this.watcher = watch(folder, read)
    this.watcher.unref()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
