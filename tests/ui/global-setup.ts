import { rm } from 'node:fs/promises'
import { buildUi } from '../support/build-ui'

/** Builds the UI once for the whole run; the workers find it by OMNIMIND_UI_DIR. */
export default async function setup(): Promise<() => Promise<void>> {
  const dir = await buildUi()
  process.env['OMNIMIND_UI_DIR'] = dir
  return () => rm(dir, { recursive: true, force: true })
}
