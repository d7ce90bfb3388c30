import styles from './spark-line.module.css'

/**
 * A trend as a line of a word's height. Hidden from assistive technology: the figure beside it says what matters.
 * @param values oldest first; starts at zero
 */
export function SparkLine({
  values,
  slots = 60,
  color = 'var(--chart-calls)',
}: {
  values: readonly number[]
  /** How many values fill the whole width; fewer stand at the right. */
  slots?: number
  color?: string
}) {
  const width = 72
  const height = 18
  const top = Math.max(1, ...values)
  const stroke = values.some((value) => value > 0) ? color : 'var(--line-strong)'
  const step = width / (slots - 1)
  const from = width - (values.length - 1) * step
  const points = values.map(
    (value, index) =>
      `${(from + index * step).toFixed(1)},${(height - 1 - (value / top) * (height - 3)).toFixed(1)}`,
  )
  return (
    <svg
      className={styles['spark']}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {points.length > 1 ? (
        <>
          <polygon
            points={`${from},${height} ${points.join(' ')} ${width},${height}`}
            fill={color}
            opacity="0.12"
          />
          <polyline
            points={points.join(' ')}
            fill="none"
            stroke={stroke}
            strokeWidth="1.3"
            strokeLinejoin="round"
          />
        </>
      ) : null}
    </svg>
  )
}
