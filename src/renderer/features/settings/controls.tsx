import { NumberInput, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'

/** A setting that is on or off. */
export function Toggle({
  name,
  value,
  disabled = false,
  onChange,
}: {
  name: string
  value: boolean
  disabled?: boolean
  onChange: (value: boolean) => void
}) {
  return (
    <Switch
      aria-label={name}
      checked={value}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** A number that is kept when the field is left or Enter is pressed, not at every key. */
export function Amount({
  name,
  unit,
  min,
  max,
  value,
  onChange,
}: {
  name: string
  unit: string
  min: number
  max: number
  value: number
  onChange: (value: number) => void
}) {
  const [typed, setTyped] = useState<number | string>(value)
  const keep = (): void => {
    const next = typeof typed === 'number' ? Math.min(max, Math.max(min, Math.round(typed))) : value
    setTyped(next)
    if (next !== value) onChange(next)
  }
  return (
    <NumberInput
      aria-label={name}
      w="9rem"
      min={min}
      max={max}
      allowDecimal={false}
      suffix={` ${unit}`}
      value={typed}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
      }}
    />
  )
}

/** An address that is kept when the field is left or Enter is pressed, if it is one; empty is allowed. */
export function AddressField({
  name,
  placeholder,
  value,
  onChange,
}: {
  name: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useState(value)
  const given = typed.trim()
  const isFine = given === '' || /^https?:\/\/./i.test(given)
  const keep = (): void => {
    if (isFine && given !== value) onChange(given)
  }
  return (
    <TextInput
      aria-label={name}
      w="16rem"
      placeholder={placeholder}
      value={typed}
      error={isFine ? null : 'An address that begins with http:// or https://.'}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
      }}
    />
  )
}
