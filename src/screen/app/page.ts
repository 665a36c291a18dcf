/** What the service wrote into index.html. An unfilled placeholder falls back, so a page is right on any server. */
export interface Page {
  readonly token: string
  /** Shown while the service does not answer. */
  readonly recovering: string
  /** The mark of the elder mode beside the agency's name. */
  readonly elderMark: string
}

const filled = (text: string | null | undefined, fallback: string): string =>
  text && !text.startsWith('__') ? text : fallback

export const readPage = (html: Document): Page => ({
  token: html.querySelector<HTMLMetaElement>('meta[name="yibao-token"]')?.content ?? '',
  recovering: filled(html.documentElement.dataset.recovering, '正在恢复'),
  elderMark: filled(html.documentElement.dataset.elderMark, '长辈版'),
})

/** The scripts a page loads. Other scripts after a reconnect mean that the terminal was upgraded meanwhile. */
export const scriptsOf = (html: Document): string =>
  [...html.querySelectorAll('script[src]')].map((script) => script.getAttribute('src')).join(' ')
