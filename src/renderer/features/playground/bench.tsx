import { Button, SegmentedControl, Spoiler, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { formatMs } from '../../ui/format'
import { ProblemNote } from '../../ui/problem-note'
import { AnswerView } from './answer-view'
import { initialValue, withoutGaps } from './form/form-value'
import { parseJson } from '../../ui/parse-json'
import type { JsonSchema } from './form/json-schema'
import { SchemaField } from './form/schema-field'
import { validateValue, type FieldErrors } from './form/validate-value'
import { asInput, type Offered } from './offered'
import { SaveRequest } from './save-request'
import { useSend, type SendState } from './use-send'
import styles from './playground.module.css'

interface BenchProps {
  endpoint: string
  offered: Offered
  /** What a saved request was filled in with. */
  given: Record<string, unknown> | null
  onSaved: () => void
}

/** One tool, resource or prompt: what it says of itself, a form for its input, and what came back. */
export function Bench({ endpoint, offered, given, onSaved }: BenchProps) {
  const { schema } = offered
  const sending = useSend()
  const [value, setValue] = useState<unknown>(() => given ?? initialValue(schema, schema, true) ?? {})
  const [raw, setRaw] = useState<string | null>(null)
  const [errors, setErrors] = useState<FieldErrors>({})
  const parsed = raw === null ? null : parseJson(raw)
  const input = asInput(withoutGaps(parsed === null ? value : parsed.ok ? (parsed.value ?? {}) : undefined))

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!input) return
    const found = validateValue(input, schema, schema)
    setErrors(found)
    if (raw === null && Object.keys(found).length > 0) return
    sending.start((client, signal) => client.playground.send(offered.toRequest(endpoint, input), { signal }))
  }
  function switchTo(mode: string): void {
    if (mode === 'raw') setRaw(JSON.stringify(withoutGaps(value), null, 2))
    else {
      if (input && parsed?.ok) setValue(input)
      setRaw(null)
    }
  }
  const isRunning = sending.state.kind === 'running'
  return (
    <div className={styles['bench']}>
      <Head offered={offered} />
      <form
        className={styles['form']}
        onSubmit={submit}
        noValidate
        aria-label={`${offered.verb} ${offered.id}`}
      >
        {offered.kind === 'resource' ? null : (
          <SegmentedControl
            aria-label="Input as"
            className={styles['switch'] ?? ''}
            value={raw === null ? 'form' : 'raw'}
            onChange={switchTo}
            data={[
              { value: 'form', label: 'Form' },
              { value: 'raw', label: 'JSON' },
            ]}
          />
        )}
        {raw === null ? (
          <FormFields offered={offered} value={value} errors={errors} onChange={setValue} />
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
          <Button type="submit" disabled={isRunning || input === null}>
            {offered.verb}
          </Button>
          <SaveRequest
            disabled={input === null}
            suggestion={offered.title}
            request={() => offered.toRequest(endpoint, input ?? {})}
            onSaved={onSaved}
          />
          {isRunning ? (
            <>
              <Button variant="default" onClick={sending.cancel}>
                Cancel
              </Button>
              <span className={styles['running']} role="status">
                Running for {formatMs(sending.elapsedMs)}
              </span>
            </>
          ) : null}
        </div>
      </form>
      <Outcome state={sending.state} />
    </div>
  )
}

function Outcome({ state }: { state: SendState }) {
  return (
    <div className={styles['result']} hidden={state.kind === 'idle' || state.kind === 'running'}>
      {state.kind === 'done' ? <AnswerView answer={state.answer} /> : null}
      {state.kind === 'failed' ? <ProblemNote problem={state.problem} /> : null}
      {state.kind === 'cancelled' ? <p role="status">Cancelled. It may have done part of its work.</p> : null}
    </div>
  )
}

function FormFields({
  offered: { schema, kind },
  value,
  errors,
  onChange,
}: {
  offered: Offered
  value: unknown
  errors: FieldErrors
  onChange: (value: unknown) => void
}) {
  if (Object.keys(schema.properties ?? {}).length === 0) {
    return kind === 'resource' ? null : <p className={styles['running']}>This {kind} takes no input.</p>
  }
  const whole: JsonSchema = { ...schema, type: 'object' }
  return (
    <SchemaField
      label=""
      schema={whole}
      root={schema}
      value={value}
      required
      path=""
      errors={errors}
      onChange={onChange}
    />
  )
}

function Head({ offered }: { offered: Offered }) {
  return (
    <div>
      <div className={styles['toolHead']}>
        <h2>{offered.title}</h2>
        {offered.hints.map((hint) => (
          <span key={hint} className={styles['hint']}>
            {hint}
          </span>
        ))}
      </div>
      {offered.about ? (
        <Spoiler
          maxHeight={96}
          showLabel="Show all of it"
          hideLabel="Show less"
          transitionDuration={0}
          classNames={{ control: styles['more'] ?? '' }}
        >
          <p className={styles['about']}>{offered.about}</p>
        </Spoiler>
      ) : null}
    </div>
  )
}
