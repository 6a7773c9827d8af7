// What holds on every page: nothing that axe finds, one h1, a title of its own, a visible label on every
// control, and no sideways scrolling at 320 pixels, which is 1280 at 400 per cent.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const titles = new Map()

/** Everything wrong with the page as it stands, as lines a developer can act on. */
export async function faults(page) {
  const path = new URL(page.url()).pathname
  // What is folded away is part of the page too.
  const folded = await page.locator('details:not([open])').elementHandles()
  for (const details of folded) await details.evaluate((element) => { element.open = true })
  const found = [...(await accessibility(page)), ...(await page.evaluate(ownFaults)), ...(await sideways(page))]
  const title = await page.title()
  const other = titles.get(title)
  if (!title.endsWith(' – Alongside')) found.push(`title "${title}" does not end with the service`)
  if (other !== undefined && other !== path && !title.includes('not found')) found.push(`title "${title}" is also that of ${other}`)
  titles.set(title, path)
  for (const details of folded) await details.evaluate((element) => { element.open = false })
  return found.map((fault) => `${path}: ${fault}`)
}

async function accessibility(page) {
  await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const done = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
    return done.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.slice(0, 3).map((node) => node.html.slice(0, 160)) }))
  })
  return violations.map(({ id, help, where }) => `axe ${id}: ${help}: ${where.join(' | ')}`)
}

/** Runs in the page. */
function ownFaults() {
  const found = []
  const drawn = (element) => element.checkVisibility() && element.getClientRects().length > 0
  // What is hidden for the eye only is one pixel large.
  const visible = (element) => drawn(element) && element.getBoundingClientRect().width > 2
  const words = (element) => element.innerText?.trim() ?? ''

  const headings = document.querySelectorAll('h1').length
  if (headings !== 1) found.push(`${headings} h1`)

  for (const control of document.querySelectorAll('input, select, textarea')) {
    if (control.type === 'hidden' || !drawn(control)) continue
    const labelled = [...(control.labels ?? [])].some((label) => visible(label) && words(label))
    if (!labelled) found.push(`no visible label: ${control.outerHTML.slice(0, 160)}`)
  }
  for (const button of document.querySelectorAll('button')) {
    if (drawn(button) && !words(button)) found.push(`no visible words: ${button.outerHTML.slice(0, 160)}`)
  }
  const names = new Map()
  for (const link of document.querySelectorAll('main a[href]')) {
    if (!drawn(link)) continue
    const name = link.textContent.replace(/\s+/g, ' ').trim()
    const target = link.getAttribute('href')
    if (names.has(name) && names.get(name) !== target) found.push(`two links named "${name}": ${names.get(name)} and ${target}`)
    names.set(name, target)
  }
  return found
}

async function sideways(page) {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  // The main menu folds itself a moment after the width changed.
  const settled = page.waitForFunction(() => document.documentElement.scrollWidth <= 320, null, { timeout: 1000 })
  await settled.catch(() => {})
  const found = await page.evaluate(() => {
    const root = document.documentElement
    if (root.scrollWidth <= 320) return []
    // Only what is not inside a box that scrolls by itself can push the page.
    const boxed = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true
      }
      return false
    }
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > 321 && !boxed(element))
    return [`scrolls sideways at 320 pixels (${root.scrollWidth}): ${wide.slice(-3).map((element) => element.outerHTML.slice(0, 120)).join(' | ')}`]
  })
  await page.setViewportSize(size)
  return found
}
