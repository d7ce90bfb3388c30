import { z } from 'zod'
import type { Offer, PlaygroundRequest, SavedRequest } from '@shared/contract/playground'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { ToolDefinition } from '@shared/mcp/tool'
import { asSchema, type JsonSchema } from './form/json-schema'

export const kinds = ['tool', 'resource', 'template', 'prompt'] as const
export type OfferedKind = (typeof kinds)[number]

/** One thing an address offers, as something that can be filled in and sent. */
export interface Offered {
  kind: OfferedKind
  /** Tool or prompt name, URI or URI template: what names it in the address. */
  id: string
  title: string
  about: string | null
  hints: readonly string[]
  schema: JsonSchema
  verb: string
  toRequest: (endpoint: string, input: Record<string, unknown>) => PlaygroundRequest
}

/** Everything of an offer that can be read; entries without a name are left out. */
export function offeredBy(offer: Offer): Offered[] {
  return [
    ...offer.tools.map(asTool),
    ...readable(offer.resources, Resource).map(asResource),
    ...readable(offer.resourceTemplates, Template).map(asTemplate),
    ...readable(offer.prompts, Prompt).map(asPrompt),
  ]
}

/** What a saved request was made from, and what was filled in. */
export function savedInput({ request }: SavedRequest): { kind: OfferedKind; input: Record<string, unknown> } {
  if (request.kind === 'resource') return { kind: 'resource', input: {} }
  return { kind: request.kind, input: request.arguments }
}

const words = { title: z.string().optional(), description: z.string().optional() }
const Resource = z.object({ uri: z.string(), name: z.string().optional(), ...words })
const Template = z.object({ uriTemplate: z.string(), name: z.string().optional(), ...words })
const Prompt = z.object({
  name: z.string(),
  ...words,
  arguments: z
    .array(
      z.object({ name: z.string(), description: z.string().optional(), required: z.boolean().optional() }),
    )
    .optional(),
})

function readable<T>(entries: readonly unknown[], schema: z.ZodType<T>): T[] {
  return entries.flatMap((entry) => {
    const parsed = schema.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}

function asTool(tool: ToolDefinition): Offered {
  const hints = tool.annotations
  return {
    kind: 'tool',
    id: tool.name,
    title: tool.name,
    about: tool.description ?? null,
    hints: [
      ...(hints?.readOnlyHint ? ['only reads'] : []),
      ...(hints?.destructiveHint && !hints.readOnlyHint ? ['may destroy'] : []),
      ...(hints?.idempotentHint && !hints.readOnlyHint ? ['safe to repeat'] : []),
    ],
    schema: asSchema(tool.inputSchema),
    verb: 'Call tool',
    toRequest: (endpoint, input) => ({ kind: 'tool', endpoint, name: tool.name, arguments: input }),
  }
}

function asResource({ uri, name, title, description }: z.infer<typeof Resource>): Offered {
  return {
    kind: 'resource',
    id: uri,
    title: title ?? name ?? uri,
    about: [uri, description].filter(Boolean).join('\n'),
    hints: [],
    schema: {},
    verb: 'Read resource',
    toRequest: (endpoint) => ({ kind: 'resource', endpoint, uri }),
  }
}

function asTemplate({ uriTemplate, name, title, description }: z.infer<typeof Template>): Offered {
  const names = [...new Set([...uriTemplate.matchAll(VARIABLE)].flatMap((match) => namesIn(match[2] ?? '')))]
  return {
    kind: 'template',
    id: uriTemplate,
    title: title ?? name ?? uriTemplate,
    about: [uriTemplate, description].filter(Boolean).join('\n'),
    hints: [],
    schema: textSchema(names.map((one) => ({ name: one, required: true }))),
    verb: 'Read resource',
    toRequest: (endpoint, input) => ({ kind: 'resource', endpoint, uri: expandTemplate(uriTemplate, input) }),
  }
}

function asPrompt({ name, title, description, arguments: fields = [] }: z.infer<typeof Prompt>): Offered {
  return {
    kind: 'prompt',
    id: name,
    title: title ?? name,
    about: description ?? null,
    hints: [],
    schema: textSchema(fields),
    verb: 'Get prompt',
    toRequest: (endpoint, input) => ({ kind: 'prompt', endpoint, name, arguments: asTexts(input) }),
  }
}

function textSchema(
  fields: readonly { name: string; description?: string; required?: boolean }[],
): JsonSchema {
  return {
    type: 'object',
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      fields.map(({ name, description }) => [
        name,
        { type: 'string', ...(description ? { description } : {}) },
      ]),
    ),
  }
}

/** `{name}`, `{+path}`, `{/a,b}`, `{?q}`: RFC 6570, without its prefix and explode modifiers. */
const VARIABLE = /\{([+#./;?&]?)([^{}]+)\}/g

function namesIn(list: string): string[] {
  return list.split(',').map((name) => name.replace(/[*:].*$/, '').trim())
}

/** Fills a URI template; reserved characters stay only where the template says so (`{+path}`). */
export function expandTemplate(template: string, input: Record<string, unknown>): string {
  return template.replaceAll(VARIABLE, (_, operator: string, list: string) => {
    const given = namesIn(list).flatMap((name) => {
      const value = input[name]
      if (value === undefined || value === '') return []
      const plain = typeof value === 'string' ? value : JSON.stringify(value)
      const text = operator === '+' || operator === '#' ? encodeURI(plain) : encodeURIComponent(plain)
      return [operator === '?' || operator === '&' || operator === ';' ? `${name}=${text}` : text]
    })
    if (given.length === 0) return ''
    const [first, between] = joints[operator] ?? ['', ',']
    return first + given.join(between)
  })
}

const joints: Record<string, [string, string]> = {
  '#': ['#', ','],
  '.': ['.', '.'],
  '/': ['/', '/'],
  ';': [';', ';'],
  '?': ['?', '&'],
  '&': ['&', '&'],
}

function asTexts(input: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

/** A record, or nothing when it is something else. */
export function asInput(value: unknown): Record<string, unknown> | null {
  return isPlainObject(value) ? value : null
}
