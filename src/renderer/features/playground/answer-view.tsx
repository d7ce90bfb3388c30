import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { PlaygroundAnswer } from '@shared/contract/playground'
import { ToolResult } from '@shared/mcp/tool'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { CopyButton } from '../../ui/copy-button'
import { formatMs } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { JsonView } from '../../ui/json-view'
import { ExchangeView } from './exchange-view'
import { ContentPiece, ToolResultView } from './tool-result-view'
import styles from './playground.module.css'

/** What came back: as it reads best, and every message as it went over the wire. */
export function AnswerView({ answer }: { answer: PlaygroundAnswer }) {
  const [shown, setShown] = useState('answer')
  const verdict = verdictOf(answer)
  return (
    <>
      <div className={styles['resultHead']} role="status">
        <span className={styles['verdict']} data-bad={verdict !== 'Result'}>
          <Icon name={verdict === 'Result' ? 'check' : 'close'} size={14} />
          {verdict}
        </span>
        <span className={styles['running']}>{formatMs(answer.durationMs)}</span>
        <CopyButton
          value={() => JSON.stringify(answer.error ?? answer.result, null, 2)}
          label="Copy whole result"
        />
        <SegmentedControl
          className={styles['views'] ?? ''}
          aria-label="View"
          value={shown}
          onChange={setShown}
          data={[
            { value: 'answer', label: 'Answer' },
            { value: 'exchange', label: `Raw exchange (${answer.exchange.length})` },
          ]}
        />
      </div>
      {shown === 'exchange' ? <ExchangeView messages={answer.exchange} /> : <Answer answer={answer} />}
    </>
  )
}

function verdictOf({ error, result }: PlaygroundAnswer): string {
  if (error) return `Error ${error.code}`
  return result?.['isError'] === true ? 'The tool reported an error' : 'Result'
}

function Answer({ answer: { error, result } }: { answer: PlaygroundAnswer }) {
  if (error) {
    return (
      <>
        <p>{error.message}</p>
        {error.data === undefined ? null : <JsonView value={error.data} />}
      </>
    )
  }
  const asTool = ToolResult.safeParse(result)
  if (asTool.success) return <ToolResultView result={asTool.data} />
  const contents = result?.['contents']
  if (Array.isArray(contents)) {
    return contents.map((piece, index) =>
      isPlainObject(piece) ? (
        <div key={index} className={styles['piece']}>
          <p className={styles['running']}>{[piece['uri'], piece['mimeType']].filter(Boolean).join(', ')}</p>
          <ContentPiece piece={resourcePiece(piece)} />
        </div>
      ) : null,
    )
  }
  return <JsonView value={result} />
}

/** A resource's content reads like a tool's: text, or a picture. */
function resourcePiece(piece: Record<string, unknown>): { type: string } & Record<string, unknown> {
  if (typeof piece['text'] === 'string') return { type: 'text', text: piece['text'] }
  if (typeof piece['blob'] === 'string')
    return { type: 'image', data: piece['blob'], mimeType: piece['mimeType'] }
  return { type: 'unknown', ...piece }
}
