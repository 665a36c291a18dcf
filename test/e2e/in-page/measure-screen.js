/* Runs inside the page; see ../measure-screen.ts for what is demanded and what is found. */
globalThis.measureScreen = (demand) => {
  const findings = { smallTargets: [], closeTargets: [], smallText: [], lowContrast: [], overflow: [] }
  const name = (element) =>
    `${element.tagName.toLowerCase()}.${element.className} «${(element.textContent ?? '').slice(0, 16)}»`

  const colour = (text) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
    return [red, green, blue, alpha]
  }
  const luminance = ([red, green, blue]) => {
    const part = (value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    }
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
  }
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor)
      if (found[3] > 0) return found
    }
    return [255, 255, 255, 1]
  }
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (light + 0.05) / (dark + 0.05)
  }

  const stage = document.querySelector('.stage')
  if (!stage) return { ...findings, overflow: ['no stage'] }
  const room = stage.getBoundingClientRect()

  const keys = [...stage.querySelectorAll('[data-key]')]
  const boxes = keys.map((key) => key.getBoundingClientRect())
  keys.forEach((key, place) => {
    const box = boxes[place]
    if (Math.min(box.width, box.height) < demand.target - 0.5)
      findings.smallTargets.push(`${name(key)} ${Math.round(box.width)}×${Math.round(box.height)}`)
    const room = key.closest('.keys, .foot').getBoundingClientRect()
    if (box.top < room.top - 1 || box.bottom > room.bottom + 1) findings.overflow.push(`leaves its room: ${name(key)}`)
    boxes.slice(place + 1).forEach((other, offset) => {
      const across = Math.max(box.left, other.left) - Math.min(box.right, other.right)
      const down = Math.max(box.top, other.top) - Math.min(box.bottom, other.bottom)
      if (Math.max(across, down) < demand.gap - 0.5)
        findings.closeTargets.push(`${name(key)} / ${name(keys[place + 1 + offset])}`)
    })
  })

  for (const element of stage.querySelectorAll('*')) {
    if (element.closest('svg')) continue
    const box = element.getBoundingClientRect()
    if (box.width === 0) continue
    const runsOver = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1
    const holds = getComputedStyle(element).display !== 'inline'
    const outside = box.left < room.left - 1 || box.right > room.right + 1 || box.bottom > room.bottom + 1
    if (
      (holds && runsOver && element.matches('.head, .path, .content, .keys, .foot, .key, .panel, .notice')) ||
      outside
    )
      findings.overflow.push(name(element))
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
    if (text.length === 0) continue
    const style = getComputedStyle(element)
    const size = Number.parseFloat(style.fontSize)
    const least = element.tagName === 'H1' ? Math.max(demand.title, demand.text) : demand.text
    if (size < least - 0.2) findings.smallText.push(`${name(element)} ${size.toFixed(1)} px`)
    const ratio = contrast(colour(style.color), background(element))
    if (ratio < demand.contrast) findings.lowContrast.push(`${name(element)} ${ratio.toFixed(2)}`)
    const lines = document.createRange()
    lines.selectNodeContents(element)
    const drawn = lines.getBoundingClientRect()
    const parent = element.closest('.head, .path, .content, .key, .foot, .panel')?.getBoundingClientRect() ?? room
    if (drawn.right > parent.right + 1 || drawn.left < parent.left - 1) findings.overflow.push(`text ${name(element)}`)
  }
  return findings
}
