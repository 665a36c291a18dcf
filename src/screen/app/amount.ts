/** Splits «3,286.50 元» into what is drawn small, big and small. The text itself is the service's and is not changed. */
export const splitAmount = (text: string): { before: string; number: string; after: string } => {
  const found = /^(.*?)([-−]?\d[\d,.]*)(.*)$/su.exec(text)
  return found
    ? { before: found[1]!.trim(), number: found[2]!, after: found[3]!.trim() }
    : { before: '', number: text, after: '' }
}
