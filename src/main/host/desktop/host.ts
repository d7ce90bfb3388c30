import { Notification, powerMonitor, shell } from 'electron'
import { join } from 'node:path'
import { OmniMindError } from '@shared/errors'
import type { Disposable } from '@shared/lib/disposable'
import { isOpenable } from '../external-url'
import type { Host, Notice } from '../host'
import { claimDataDirectory } from '../instance-lock'
import { createForker } from './process/fork-program'
import { createKeyringSealer } from './secrets/keyring-sealer'

export interface DesktopHostOptions {
  /** The data directory; must exist. */
  home: string
  /** The folder that holds `out/` and `resources/`. */
  root: string
  /** Called when a person clicks a notice about a service. */
  onNoticeClick: (serviceId: string | undefined) => void
}

/** The control center's host on Electron. Make it after the app is ready. */
export function createDesktopHost({ home, root, onNoticeClick }: DesktopHostOptions): Host {
  const programs = join(root, 'out', 'main')
  return {
    kind: 'desktop',
    paths: { home, programs, renderer: join(root, 'out', 'renderer'), resources: join(root, 'resources') },
    secrets: createKeyringSealer(home),
    spawn: createForker(programs),
    notify: createNotifier(onNoticeClick),
    openExternal,
    onPower,
    claimInstance: () => claimDataDirectory(home),
  }
}

/** Opens an address in the person's browser; the one way out of the app. */
export async function openExternal(url: string): Promise<void> {
  if (!isOpenable(url)) {
    throw new OmniMindError('BAD_INPUT', 'Only https addresses and addresses of this machine can be opened.')
  }
  await shell.openExternal(url).catch((cause: unknown) => {
    throw new OmniMindError('SPAWN_FAILED', 'No browser could be started.', {
      nextStep: `Open ${url} yourself.`,
      cause,
    })
  })
}

/** A notification that nobody refers to is collected, and its click with it; so the shown ones are kept. */
function createNotifier(onClick: (serviceId: string | undefined) => void): (notice: Notice) => void {
  const shown = new Set<Notification>()
  return ({ title, body, serviceId }) => {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body })
    shown.add(notification)
    notification.on('click', () => onClick(serviceId))
    notification.on('close', () => shown.delete(notification))
    notification.show()
  }
}

function onPower(listener: (event: 'suspend' | 'resume') => void): Disposable {
  const onSuspend = (): void => listener('suspend')
  const onResume = (): void => listener('resume')
  powerMonitor.on('suspend', onSuspend)
  powerMonitor.on('resume', onResume)
  return {
    dispose: () => {
      powerMonitor.off('suspend', onSuspend)
      powerMonitor.off('resume', onResume)
    },
  }
}
