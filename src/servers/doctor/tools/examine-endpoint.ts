import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import { examineEndpoint as examine } from '../../../doctor'
import { checkAddress } from '../check-address'
import { fixedLookup } from '../../kit/net/fixed-lookup'
import { defineTool, type Tool } from '../../kit/define-tool'
import { asOutput, examines, optionsOf, type DoctorDeps } from './tool-deps'

/** Token characters of RFC 9110, 5.6.2; without those that belong to the connection itself. */
const HeaderName = z
  .string()
  .max(100)
  .regex(
    /^(?!(?:host|origin|connection|content-length|transfer-encoding|upgrade|expect)$)[!#$%&'*+.^_`|~0-9A-Za-z-]+$/i,
  )
const Headers = z
  .record(
    HeaderName,
    z
      .string()
      .max(8_192)
      .regex(/^[\t\x20-\x7e]*$/),
  )
  .refine((headers) => Object.keys(headers).length <= 20, 'At most 20 headers.')

export const examineEndpoint = (deps: DoctorDeps): Tool =>
  defineTool({
    name: 'examine_endpoint',
    title: 'Examine an Address',
    description:
      'Find out why an MCP server at an http(s) address does not work: connection, TLS, sign-in, protocol, tools, a harmless ' +
      'call. The address is really contacted, and headers you give are sent there: only pass keys of that very server. ' +
      'Addresses of this machine and of the internet only. For services of this OmniMind use examine_service.',
    input: {
      url: z.string().min(1).max(4_096).describe('e.g. "http://127.0.0.1:3000/mcp"'),
      headers: Headers.optional().describe(
        'Sent with every request; their values stand nowhere in the report',
      ),
    },
    output: DoctorReport.shape,
    hints: examines,
    freshness: 'live',
    async run({ url, headers = {} }, call) {
      const checked = await checkAddress(url)
      const lookup = checked ? fixedLookup(checked.addresses) : undefined
      return asOutput(await deps.inTurn(() => examine({ url, headers, lookup }, optionsOf(call))))
    },
  })
