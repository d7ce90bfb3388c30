import type { Finding } from '@shared/domain/catalog'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { hiddenCharacters } from './hidden-characters'

type Definition = Record<string, unknown>

/** A definition larger than this fills a model's context, or hides something in its length. Characters of JSON. */
const MAX_DEFINITION = 8 * 1024

/**
 * Everybody waits while a definition is judged, so only so much of it is: of one text, of all together, in characters.
 * What lies beyond must not pass unseen, and is a finding.
 */
const MAX_TEXT = 20_000
const MAX_ALL_TEXTS = 64 * 1024
/** Even an empty text takes time. */
const TEXT_COST = 8
const MAX_PATH = 200
const MAX_FINDINGS = 32

/**
 * Why a person should look twice at a tool before a model may use it. Rules over the text a model reads: few and
 * plain, so that ordinary tools have none.
 */
export function findingsOf(definition: Definition): Finding[] {
  const { texts, isWhole } = judgedTexts(definition)
  const inTexts = [
    ...texts.flatMap(({ path, text }) => hiddenCharacters(path, text)),
    ...texts.flatMap(({ path, text }) => instructions(path, text)),
  ]
  return [
    ...inTexts.slice(0, MAX_FINDINGS),
    ...lyingAnnotations(definition),
    ...oversized(definition),
    ...(isWhole ? [] : [UNCHECKED]),
  ]
}

const UNCHECKED: Finding = {
  kind: 'unchecked',
  text: 'It is so long that only its beginning was checked. Read all of it before you approve it.',
}

interface Text {
  path: string
  text: string
}

function judgedTexts(definition: Definition): { texts: Text[]; isWhole: boolean } {
  const texts: Text[] = []
  let left = MAX_ALL_TEXTS
  let isWhole = true
  for (const { path, text } of allTexts(definition)) {
    const part = text.slice(0, Math.min(MAX_TEXT, left))
    isWhole &&= part.length === text.length
    texts.push({ path, text: part })
    left -= part.length + TEXT_COST
    if (left <= 0) return { texts, isWhole: false }
  }
  return { texts, isWhole }
}

/** Every string in it, names included: parameter names are read by the model as well. */
function* allTexts(value: unknown, path = ''): Generator<Text> {
  if (typeof value === 'string') yield { path: path === '' ? 'definition' : path, text: value }
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* allTexts(item, `${path}[${index}]`)
  else if (isPlainObject(value))
    for (const [name, member] of Object.entries(value)) {
      const inner = (path === '' ? name : `${path}.${name}`).slice(0, MAX_PATH)
      yield { path: `name of ${inner}`, text: name }
      yield* allTexts(member, inner)
    }
}

/** What texts of published attacks on tool descriptions have in common, and honest descriptions do not. */
const INSTRUCTIONS: readonly [pattern: RegExp, words: string][] = [
  [
    /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all other|system)\b/i,
    'tells the model to ignore something',
  ],
  [
    /\b(?:do not|don't|never)\b.{0,30}\b(?:tell|mention|inform|reveal|show|notify)\b.{0,40}\b(?:user|person|human|anyone)\b/i,
    'tells the model to keep something from the person',
  ],
  [
    /\bwithout\b.{0,20}\b(?:telling|informing|asking|notifying)\b.{0,20}\b(?:the )?(?:user|person|human)\b/i,
    'tells the model to act without the person knowing',
  ],
  [
    /<\/?(?:important|system|instructions?|secret|hidden|admin)\b[^>]{0,80}>/i,
    'speaks to the model in a tag',
  ],
  [
    /\b(?:before|after|when(?:ever)?)\b.{0,40}\b(?:using|calling|invoking|use|call)\b.{0,60}\b(?:must|always|first|need to)\b.{0,80}\b(?:read|open|send|call|fetch|include|pass|cat)\b/i,
    'makes the model do something else first',
  ],
  [
    /\b(?:send|forward|upload|post|exfiltrate|leak)\b.{0,60}\b(?:conversation|chat history|system prompt|credentials?|password|api[ _-]?keys?|ssh|private keys?|\.env)\b/i,
    'asks for something secret to be sent',
  ],
  [
    /(?:~|\$HOME|\/home\/\w+|\/root|%USERPROFILE%)[\\/]\.(?:ssh|aws|gnupg|config|env|cursor|claude)\b/i,
    'names a place where secrets lie',
  ],
  [
    /\byou (?:are|must act as) (?:now |an? )(?:unrestricted|developer mode|different|new assistant)/i,
    'gives the model another role',
  ],
]

function instructions(path: string, text: string): Finding[] {
  const found = (words: string, match: string): Finding => ({
    kind: 'instructions-to-the-model',
    text: `${path} ${words}: "${match.slice(0, 120)}"`,
  })
  const comment = hiddenComment(text)
  return [
    ...INSTRUCTIONS.flatMap(([pattern, words]) => {
      const match = pattern.exec(text)
      return match ? [found(words, match[0])] : []
    }),
    ...(comment === null ? [] : [found('holds a hidden comment', comment)]),
  ]
}

/** Without a pattern, which would look for the end anew from each of many beginnings. */
function hiddenComment(text: string): string | null {
  const start = text.indexOf('<!--')
  const end = start < 0 ? -1 : text.indexOf('-->', start + 4)
  return end < 0 ? null : text.slice(start, end + 3)
}

const WRITING =
  /(?:^|[_\-.]|\b)(?:write|create|delete|remove|update|insert|drop|move|rename|send|post|publish|execute|run|kill|push|commit|merge|upload|append|set|edit)(?:$|[_\-.]|\b)/i
const DESTROYING =
  /(?:^|[_\-.]|\b)(?:delete|remove|drop|destroy|wipe|purge|truncate|kill|erase)(?:$|[_\-.]|\b)/i

/** Clients run read-only tools without asking: a tool that says so and writes is the worst lie. Only names are judged. */
function lyingAnnotations({ name, annotations }: Definition): Finding[] {
  if (!isPlainObject(annotations) || typeof name !== 'string') return []
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
  const found: Finding[] = []
  const lie = (text: string): void => void found.push({ kind: 'lying-annotation', text })
  if (annotations['readOnlyHint'] === true && WRITING.test(words))
    lie(`It says that it only reads, but its name "${name}" says that it changes something.`)
  if (
    annotations['destructiveHint'] === false &&
    annotations['readOnlyHint'] !== true &&
    DESTROYING.test(words)
  )
    lie(`It says that it destroys nothing, but its name "${name}" says otherwise.`)
  return found
}

function oversized(definition: Definition): Finding[] {
  const size = JSON.stringify(definition).length
  if (size <= MAX_DEFINITION) return []
  return [
    {
      kind: 'oversized',
      text: `Its definition has ${Math.round(size / 1024)} KB; 8 KB are plenty for a tool.`,
    },
  ]
}
