import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorText } from '@shared/errors'
import { MINUTE } from '@shared/lib/clock'
import type { Step } from '../examination'

const MB = 1024 * 1024
const FULL_BYTES = 200 * MB
const NEARLY_FULL_BYTES = 2_048 * MB

/** Can be written, and is closed to other users. */
export function lookAtHome(step: Step, home: string): void {
  if (!existsSync(home)) return step.fine(`${home} is not there yet; the first start makes it.`)
  const probe = join(home, `.doctor-${randomUUID()}`)
  try {
    writeFileSync(probe, 'x', { mode: 0o600 })
  } catch (error) {
    return step.found({ code: 'HOME_UNWRITABLE', text: `${home} cannot be written: ${errorText(error)}` })
  } finally {
    rmSync(probe, { force: true })
  }
  const isOpen = process.platform !== 'win32' && (statSync(home).mode & 0o077) !== 0
  if (isOpen)
    step.found({
      code: 'HOME_OPEN_TO_OTHERS',
      text: `Other users may look into ${home}.`,
      nextStep: `Close it: chmod 700 ${home}`,
    })
  step.fine(`${home} can be written.`)
}

export function lookAtDisk(step: Step, home: string): void {
  const { bavail, bsize } = statfsSync(nearestFolder(home))
  const free = bavail * bsize
  const words = free > 10 * 1024 * MB ? `${Math.round(free / 1024 / MB)} GB` : `${Math.round(free / MB)} MB`
  if (free < FULL_BYTES) step.found({ code: 'DISK_FULL', text: `Only ${words} are free for ${home}.` })
  else if (free < NEARLY_FULL_BYTES)
    step.found({ code: 'DISK_NEARLY_FULL', text: `Only ${words} are free for ${home}.` })
  step.fine(`${words} are free.`)
}

/** A clock that went back shows in files that seem to be written in the future. @param now UTC epoch ms */
export function lookAtClock(step: Step, home: string, now: number): void {
  const names = existsSync(home) ? readdirSync(home) : []
  const newest = Math.max(
    0,
    ...names.map((name) => statSync(join(home, name), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  )
  if (newest > now + 2 * MINUTE) {
    const text = `The data directory was written ${Math.round((newest - now) / MINUTE)} minutes in the future.`
    step.found({ code: 'CLOCK_WRONG', text })
  }
  step.fine(`It is ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC.`)
}

/** The folder itself, or the first one above it that is there. */
function nearestFolder(folder: string): string {
  const above = dirname(folder)
  return existsSync(folder) || above === folder ? folder : nearestFolder(above)
}
