import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ContainerProps } from './field-props'
import { initialValue } from './form-value'
import { resolveSchema, typesOf, variantsOf } from './json-schema'
import styles from './form.module.css'

/** A value that may have one of several forms: first the form, then its field. */
export function ChoiceField(props: ContainerProps) {
  const { label, schema, root, onChange, Field } = props
  const variants = variantsOf(schema).map((variant) => resolveSchema(variant, root))
  const [chosen, setChosen] = useState(0)
  const current = variants[chosen] ?? {}
  return (
    <div className={styles['choice']}>
      <SegmentedControl
        aria-label={`Form of ${label}`}
        value={String(chosen)}
        onChange={(index) => {
          setChosen(Number(index))
          onChange(initialValue(variants[Number(index)] ?? {}, root, true))
        }}
        data={variants.map((variant, index) => ({
          value: String(index),
          label: variant.title ?? (typesOf(variant).join(' or ') || `Form ${index + 1}`),
        }))}
      />
      <Field {...props} schema={current} />
    </div>
  )
}
