import { exitCodes } from '@shared/exit-codes'
import type { Command } from '../command'
import { json } from '../text'
import packageJson from '../../../../package.json' with { type: 'json' }

export const version: Command = {
  name: 'version',
  usage: '',
  summary: 'Print the version of this command.',
  options: {},
  run({ io, json: asJson }) {
    io.out(asJson ? json({ version: packageJson.version }) : packageJson.version)
    return Promise.resolve(exitCodes.ok)
  },
}
