import type { Session } from 'electron'
import { chromium } from '../chromium/launch.ts'
import { notModelled, strict } from '../support/strict.ts'

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0]
type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0]

let requestHandler: RequestHandler = null
let checkHandler: CheckHandler = null

const defaultSession = strict('session.defaultSession', {
  setPermissionRequestHandler: (handler: RequestHandler): void => void (requestHandler = handler),
  setPermissionCheckHandler: (handler: CheckHandler): void => void (checkHandler = handler),
  // Chromium without a window offers no device chooser, so there is nothing this handler could refuse here.
  setDevicePermissionHandler: (_handler: DeviceHandler): void => {},
} satisfies Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>)

export const session = strict('session', { defaultSession })

/** Chromium's names of permissions a page can be seen to have or not. */
const permissions = ['notifications', 'geolocation', 'midi', 'clipboard-read', 'camera', 'microphone']

/**
 * Sets what the pages of an origin may do. As in Electron, a page gets everything unless the app refuses: both
 * handlers must be there and refuse. A handler that grants is not modelled.
 */
export async function applyPermissions(origin: string): Promise<void> {
  const refuses = checkHandler?.(null, 'notifications', origin, {} as never) === false && asksAndRefuses()
  const setting = refuses ? 'denied' : 'granted'
  const { cdp } = await chromium()
  for (const name of permissions)
    await cdp.send('Browser.setPermission', { permission: { name }, setting, origin })
}

function asksAndRefuses(): boolean {
  let granted: boolean | undefined
  requestHandler?.({} as never, 'notifications', (verdict) => (granted = verdict), {} as never)
  if (granted === true) throw notModelled('a permission request handler that grants')
  return granted === false
}
