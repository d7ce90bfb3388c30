import type { ReactNode } from 'react'

/** Line icons of one weight, drawn on a 16 x 16 grid; they carry no meaning without the word beside them. */
const shapes = {
  overview: <path d="M2.5 9.5h2.8l1.7-5 2.6 7.5 1.6-4.5h2.3" />,
  services: <path d="M2.5 3.5h11v3.6h-11zM2.5 8.9h11v3.6h-11zM5 5.3h.01M5 10.7h.01" />,
  activity: <path d="M3 4h10M3 8h10M3 12h6" />,
  connect: (
    <path d="M6.2 9.8 9.8 6.2M7 4.6l1.5-1.5a2.9 2.9 0 0 1 4.3 4L11.3 8.7M9 11.4l-1.5 1.5a2.9 2.9 0 0 1-4.3-4l1.5-1.6" />
  ),
  settings: <path d="M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.4v3.2M6 9.4v3.2" />,
  play: <path d="M5 3.4v9.2L12.4 8z" />,
  stop: <path d="M4.2 4.2h7.6v7.6H4.2z" />,
  restart: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.4v2.8h-2.8" />,
  copy: <path d="M6 6h7v7H6zM10 6V3H3v7h3" />,
  check: <path d="m3.2 8.4 3.1 3.1 6.5-7" />,
  search: <path d="M7.2 11.4a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4ZM10.4 10.4 13.4 13.4" />,
  pause: <path d="M5.5 3.8v8.4M10.5 3.8v8.4" />,
  down: <path d="M8 3v9.5M4 8.8l4 4 4-4" />,
  chevron: <path d="m6 4 4 4-4 4" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  wrap: <path d="M2.5 4h11M2.5 8h8.8a2 2 0 0 1 0 4H8.5M10 10.5 8.5 12l1.5 1.5M2.5 12h3" />,
  eye: (
    <path d="M1.8 8S4 3.9 8 3.9 14.2 8 14.2 8 12 12.1 8 12.1 1.8 8 1.8 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z" />
  ),
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  export: <path d="M8 10V2.6M5 5.4l3-2.8 3 2.8M3 9.5v3.9h10V9.5" />,
  power: <path d="M8 2.5v5.2M4.9 4.6a4.7 4.7 0 1 0 6.2 0" />,
  gateway: (
    <path d="M2.5 8h3.4M10.1 8h3.4M8 2.5v3.4M8 10.1v3.4M8 10.1a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2Z" />
  ),
  playground: <path d="M3 3.5h10v9H3zM5.4 6.4 7.4 8l-2 1.6M8.6 10h2" />,
  security: <path d="M8 2.2 13 4v3.6c0 3-2 5.2-5 6.2-3-1-5-3.2-5-6.2V4zM5.8 7.8l1.6 1.6 2.8-3" />,
  key: (
    <path d="M10.4 8.6a3 3 0 1 0-2.6-1.5L3 12v1.4h2v-1.6h1.6v-1.6l1.6-1.7a3 3 0 0 0 2.2.1ZM10.8 5.4h.01" />
  ),
  trash: <path d="M3 4.4h10M6.4 4.2V2.8h3.2v1.4M4.4 4.6l.6 8.6h6l.6-8.6M6.8 7v3.8M9.2 7v3.8" />,
  edit: <path d="M3 13l.6-2.8 6.8-6.8 2.2 2.2-6.8 6.8zM9 4.8 11.2 7" />,
  filter: <path d="M2.5 4h11M4.8 8h6.4M6.8 12h2.4" />,
  bookmark: <path d="M4.5 2.8h7v10.4L8 10.6l-3.5 2.6z" />,
  up: <path d="M8 13V3.5M4 7.2l4-4 4 4" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  )
}
