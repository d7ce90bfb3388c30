/** The event object of Electron that listeners may prevent. */
export interface PreventableEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

/** @param details become members of the event, as in Electron's newer events */
export function preventable<T extends object>(details: T = {} as T): PreventableEvent & T {
  return {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}
