import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import { examineEndpoint as examine } from '../../../doctor'
import { checkAddress } from '../check-address'
import { fixedLookup } from '../../kit/net/fixed-lookup'
import { defineTool, type Tool, type ToolCall } from '../../kit/define-tool'
import { askPerson } from './ask-person'
import { consentToEndpoint } from './consent-to-endpoint'
import { asOutput, optionsOf, reachableServices, type DoctorDeps } from './tool-deps'

/**
 * Token characters of RFC 9110, 5.6.2; without those that belong to the connection itself, and those that make another
 * request of the one that is sent.
 */
const HeaderName = z
  .string()
  .max(100)
  .regex(
    /^(?!(?:host|origin|connection|content-length|transfer-encoding|upgrade|expect|x-(?:http-)?method(?:-override)?|x-original-url|x-rewrite-url)$)[!#$%&'*+.^_`|~0-9A-Za-z-]+$/i,
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
      'Addresses of the internet, and of this machine: for these the person is asked first. No query in the address. For ' +
      'services of this OmniMind use examine_service.',
    input: {
      url: z.string().min(1).max(4_096).describe('e.g. "http://127.0.0.1:3000/mcp"'),
      headers: Headers.optional().describe(
        'Sent with every request; values of six characters and more stand nowhere in the report',
      ),
    },
    output: DoctorReport.shape,
    // Requests reach whatever listens there, which need not be an MCP server.
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async run({ url, headers = {} }, call) {
      const checked = await checkAddress(url)
      const id = checked?.isHere ? await serviceAt(checked.url, deps, call) : undefined
      if (checked?.isHere && id === undefined)
        await askPerson(deps, consentToEndpoint(checked.url, headers), call)
      const lookup = checked ? fixedLookup(checked.addresses) : undefined
      const ours = id === undefined ? undefined : { id, nextStep: `Use examine_service with the id "${id}".` }
      return asOutput(await deps.inTurn(() => examine({ url, headers, lookup, ours }, optionsOf(call))))
    },
  })

/** The service of this OmniMind that has exactly this address. */
async function serviceAt({ href }: URL, deps: DoctorDeps, call: ToolCall): Promise<string | undefined> {
  const services = await reachableServices(deps, call)
  return services.find(({ url }) => URL.parse(url)?.href === href)?.snapshot.id
}
