import { Button, SegmentedControl, Spoiler, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { ToolDefinition } from '@shared/mcp/tool'
import { formatMs } from '../../../ui/format'
import { ProblemNote } from '../../../ui/problem-note'
import { initialValue, withoutGaps } from './form-value'
import { parseJson } from './json-field'
import { asSchema } from './json-schema'
import { SchemaField } from './schema-field'
import { ToolResultView } from './tool-result-view'
import { useToolCall } from './use-tool-call'
import { validateValue, type FieldErrors } from './validate-value'
import styles from './playground.module.css'

/** One tool: what it says of itself, a form for its input, and what came back. */
export function ToolBench({ serviceId, tool }: { serviceId: string; tool: ToolDefinition }) {
  const schema = asSchema(tool.inputSchema)
  const call = useToolCall(serviceId, tool.name)
  const [value, setValue] = useState<unknown>(() => initialValue(schema, schema, true) ?? {})
  const [raw, setRaw] = useState<string | null>(null)
  const [errors, setErrors] = useState<FieldErrors>({})
  const parsed = raw === null ? null : parseJson(raw)

  function submit(event: FormEvent): void {
    event.preventDefault()
    const input = withoutGaps(parsed === null ? value : parsed.ok ? (parsed.value ?? {}) : undefined)
    if (!isPlainObject(input)) return
    const found = validateValue(input, schema, schema)
    setErrors(found)
    if (raw !== null || Object.keys(found).length === 0) call.start(input)
  }
  function switchTo(mode: string): void {
    if (mode === 'raw') setRaw(JSON.stringify(withoutGaps(value), null, 2))
    else {
      if (parsed?.ok && isPlainObject(parsed.value)) setValue(parsed.value)
      setRaw(null)
    }
  }
  return (
    <div className={styles['bench']}>
      <ToolHead tool={tool} />
      <form className={styles['form']} onSubmit={submit} noValidate aria-label={`Call ${tool.name}`}>
        <SegmentedControl
          aria-label="Input as"
          style={{ alignSelf: 'flex-start' }}
          value={raw === null ? 'form' : 'raw'}
          onChange={switchTo}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'raw', label: 'JSON' },
          ]}
        />
        {raw === null ? (
          <FormFields schema={schema} value={value} errors={errors} onChange={setValue} />
        ) : (
          <Textarea
            aria-label="Arguments as JSON"
            autosize
            minRows={4}
            maxRows={24}
            classNames={{ input: styles['code'] ?? '' }}
            value={raw}
            error={parsed && !parsed.ok ? `Not valid JSON: ${parsed.reason}` : null}
            onChange={(event) => setRaw(event.currentTarget.value)}
          />
        )}
        {Object.keys(errors).length > 0 && raw === null ? (
          <p className={styles['error']} role="alert">
            Look at the marked fields first.
          </p>
        ) : null}
        <div className={styles['buttons']}>
          <Button type="submit" disabled={call.state.kind === 'running' || parsed?.ok === false}>
            Call tool
          </Button>
          {call.state.kind === 'running' ? (
            <>
              <Button variant="default" onClick={call.cancel}>
                Cancel
              </Button>
              <span className={styles['running']} role="status">
                Running for {formatMs(call.elapsedMs)}
              </span>
            </>
          ) : null}
        </div>
      </form>
      <div className={styles['result']} hidden={call.state.kind === 'idle' || call.state.kind === 'running'}>
        {call.state.kind === 'done' ? <ToolResultView {...call.state} /> : null}
        {call.state.kind === 'failed' ? <ProblemNote problem={call.state.problem} /> : null}
        {call.state.kind === 'cancelled' ? (
          <p role="status">Cancelled. The tool may have done part of its work.</p>
        ) : null}
      </div>
    </div>
  )
}

function FormFields({
  schema,
  value,
  errors,
  onChange,
}: {
  schema: ReturnType<typeof asSchema>
  value: unknown
  errors: FieldErrors
  onChange: (value: unknown) => void
}) {
  if (Object.keys(schema.properties ?? {}).length === 0) {
    return <p className={styles['help']}>This tool takes no input.</p>
  }
  return (
    <SchemaField
      label=""
      schema={{ ...schema, type: 'object' }}
      root={schema}
      value={value}
      required
      path=""
      errors={errors}
      onChange={onChange}
    />
  )
}

function ToolHead({ tool }: { tool: ToolDefinition }) {
  const hints = tool.annotations
  return (
    <div>
      <div className={styles['toolHead']}>
        <h2>{tool.name}</h2>
        {hints?.readOnlyHint ? <span className={styles['hint']}>only reads</span> : null}
        {hints?.destructiveHint && !hints.readOnlyHint ? (
          <span className={styles['hint']}>may destroy</span>
        ) : null}
        {hints?.idempotentHint && !hints.readOnlyHint ? (
          <span className={styles['hint']}>safe to repeat</span>
        ) : null}
      </div>
      {tool.description ? (
        <Spoiler
          maxHeight={96}
          showLabel="Show all of it"
          hideLabel="Show less"
          transitionDuration={0}
          classNames={{ control: styles['more'] ?? '' }}
        >
          <p className={styles['about']}>{tool.description}</p>
        </Spoiler>
      ) : null}
    </div>
  )
}
