import { z } from 'zod'
import { defineServer } from '../kit/define-server'
import { manifest } from './manifest'
import { hideIdentity, identityPattern } from './privacy'
import { Readings } from './readings'
import { getSystemFacts } from './tools/get-system-facts'
import { getSystemUsage } from './tools/get-system-usage'
import { listProcesses } from './tools/list-processes'
import type { InfoDeps } from './tools/tool-deps'

const TIMEOUT_MS = 8_000
const Settings = z.object({ showIdentifying: z.boolean() })

export const server = defineServer({
  manifest,
  build({ clock, settings }) {
    const { showIdentifying } = Settings.parse(settings)
    const deps: InfoDeps = {
      readings: new Readings(clock, TIMEOUT_MS),
      showIdentifying,
      clean: (answer) => (showIdentifying ? answer : hideIdentity(answer, identityPattern())),
    }
    return {
      tools: [getSystemUsage, getSystemFacts, listProcesses].map((tool) => tool(deps)),
      dispose: () => {},
    }
  },
})
