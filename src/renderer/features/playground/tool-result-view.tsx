import type { ToolResult } from '@shared/mcp/tool'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { JsonView } from '../../ui/json-view'
import { parseJson } from '../../ui/parse-json'
import styles from './playground.module.css'

/** What a tool answered: each piece in the form that reads best. */
export function ToolResultView({ result }: { result: ToolResult }) {
  const pieces = shownContent(result)
  return (
    <>
      {pieces.map((piece, index) => (
        <ContentPiece key={index} piece={piece} />
      ))}
      {result.structuredContent === undefined ? null : (
        <>
          {pieces.length > 0 ? <h3>Structured content</h3> : null}
          <JsonView value={result.structuredContent} />
        </>
      )}
    </>
  )
}

/** Tools repeat their structured content as text for older clients; once is enough here. */
function shownContent({ content, structuredContent }: ToolResult): ToolResult['content'] {
  if (structuredContent === undefined) return content
  const structured = JSON.stringify(structuredContent)
  return content.filter(({ type, text }) => {
    const parsed = type === 'text' && typeof text === 'string' ? parseJson(text) : null
    return !parsed?.ok || JSON.stringify(parsed.value) !== structured
  })
}

export function ContentPiece({ piece }: { piece: ToolResult['content'][number] }) {
  const { type, text, data, mimeType } = piece
  if (type === 'text' && typeof text === 'string') {
    const parsed = parseJson(text)
    if (parsed.ok && (isPlainObject(parsed.value) || Array.isArray(parsed.value)))
      return <JsonView value={parsed.value} />
    return <pre className={styles['text']}>{text}</pre>
  }
  if (
    type === 'image' &&
    typeof data === 'string' &&
    typeof mimeType === 'string' &&
    /^image\/[\w.+-]+$/.test(mimeType)
  ) {
    return (
      <img className={styles['image']} alt="Result of the tool" src={`data:${mimeType};base64,${data}`} />
    )
  }
  return <JsonView value={piece} />
}
