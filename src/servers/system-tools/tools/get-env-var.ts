import { z } from 'zod'
import { createRedactor } from '@shared/redaction/redactor'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { looksSecret } from '../environment/secret-names'
import { reads, type SystemToolsDeps } from './tool-deps'

const redact = createRedactor(() => [])

export const getEnvVar = ({ settings, environment }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'get_env_var',
    title: 'Get Environment Variable',
    description:
      'Read one environment variable of OmniMind, of those the person allows (by default language, time zone, shell). ' +
      'Secrets are never read.',
    input: { name: z.string().min(1).max(200).describe('Exact name, for example LANG') },
    output: { name: z.string(), value: z.string().nullable().describe('null: it is not set') },
    hints: reads,
    freshness: 'live',
    run({ name }) {
      if (looksSecret(name)) throw new ToolError(`${name} could hold a secret and is never told.`)
      if (!settings.allowedEnvironment.includes(name))
        throw new ToolError(
          `${name} is not among the variables that may be read: ${settings.allowedEnvironment.join(', ')}. ` +
            'The person can add it in the settings of System tools.',
        )
      const value = environment[name] ?? null
      if (value !== null && redact(value) !== value)
        throw new ToolError(`The value of ${name} looks like a secret and is not told.`)
      return { structured: { name, value } }
    },
  })
