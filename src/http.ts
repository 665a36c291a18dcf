/** What every page of the service needs of HTTP: a chain of handlers, and files from one folder and never from outside it. */
import { readFile, realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'

/** Answers a request, or leaves it to the next. The dock hangs its interface in here; a real terminal has none. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<boolean> | boolean

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.mp3': 'audio/mpeg',
}

/**
 * @param path as asked for, with its leading slash
 * @param replacements put into HTML, so that a page can carry what only the running service knows
 * @returns false when there is no such file
 */
export const serveFile = async (
  folder: string,
  path: string,
  response: ServerResponse,
  replacements: Readonly<Record<string, string>> = {},
): Promise<boolean> => {
  const type = types[extname(path)]
  if (type === undefined) return false
  let root: string
  let file: string
  try {
    root = await realpath(folder)
    file = await realpath(join(root, decodeURIComponent(path)))
  } catch {
    return false
  }
  if (!file.startsWith(root + sep)) return false
  const content = await readFile(file)
  const body = type.startsWith('text/html')
    ? Object.entries(replacements).reduce(
        (text, [mark, value]) => text.replaceAll(mark, escapeHtml(value)),
        content.toString(),
      )
    : content
  // Built assets carry a hash in their name; pages are made anew.
  const cache =
    path.startsWith('/assets/') || path.startsWith('/fonts/') ? 'public, max-age=31536000, immutable' : 'no-store'
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': cache }).end(body)
  return true
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`)
