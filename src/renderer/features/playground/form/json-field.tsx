import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { parseJson } from '../../../ui/parse-json'
import type { FieldProps } from './field-props'
import styles from './form.module.css'

/** A value without a narrower schema, written as JSON. */
export function JsonField({ label, schema, value, required, path, errors, onChange }: FieldProps) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2))
  const [broken, setBroken] = useState(false)
  function change(next: string): void {
    setText(next)
    const parsed = parseJson(next)
    setBroken(!parsed.ok)
    if (parsed.ok) onChange(parsed.value)
  }
  return (
    <Textarea
      label={label}
      description={schema.description}
      withAsterisk={required}
      error={broken ? 'This is not valid JSON yet.' : errors[path]}
      placeholder="JSON"
      autosize
      minRows={2}
      maxRows={12}
      classNames={{ input: styles['code'] ?? '' }}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}
