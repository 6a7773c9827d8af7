// People at work: somebody of the team with a browser, in words that a nurse could read. How a page is
// built is known only here; the journeys say what people do.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

import { faults } from './checks.mjs'

const base = process.env.ALONGSIDE_URL
const password = process.env.ALONGSIDE_PASSWORD
if (!base || !password) throw new Error('start me with e2e/run')

export const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 375, height: 812 },
}

let browser
const started = () => browser ?? (browser = chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
}))

/** Opens the browser before a file's journeys and closes it after them. */
export function withBrowser() {
  before(() => started())
  after(async () => (await browser)?.close())
}

/** A sentence of the story: when it fails, its words stand before the reason. */
async function sentence(words, act) {
  try {
    return await act()
  } catch (error) {
    error.message = `${words}\n${error.message}`
    throw error
  }
}
export const given = (words, act) => sentence(`Given ${words}`, act)
export const when = (words, act) => sentence(`When ${words}`, act)
export const then = (words, act) => sentence(`Then ${words}`, act)

/** Somebody with a browser of their own. */
export class Worker {
  /** Choices made: taps, keys that choose, a field filled. Moving about with Tab is no choice. */
  choices = 0

  constructor(page, size) {
    this.page = page
    this.size = size
  }

  /** Somebody who has opened a browser and is not signed in. */
  static async arrives(size) {
    const context = await (await started()).newContext({ viewport: sizes[size], baseURL: base, locale: 'en-GB', hasTouch: size === 'phone' })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const worker = new Worker(page, size)
    page.on('pageerror', (error) => { worker.scriptError = error })
    return worker
  }

  /** Somebody of this role, signed in. */
  static async signedIn(login, size) {
    const worker = await Worker.arrives(size)
    await worker.goesTo('/sign-in')
    await worker.signsIn(login)
    return worker
  }

  async leaves() {
    await this.page.context().close()
    if (this.scriptError) throw this.scriptError
  }

  async signsIn(login, word = password) {
    await this.fills('Log-in name', login)
    await this.fills('Password', word)
    await this.presses('Sign in')
  }

  async logsOut() {
    await this.presses('Log out')
  }

  goesTo(path) {
    return this.page.goto(path)
  }

  /** Looks for a person and opens their page. */
  async opensPerson(name) {
    await this.goesTo(`/people?q=${encodeURIComponent(name)}`)
    await this.follows(name)
  }

  // What hands do. Each counts as one choice.

  async follows(name) {
    this.choices += 1
    await this.page.getByRole('link', { name, exact: typeof name === 'string' }).filter({ visible: true }).first().click()
  }

  async presses(name) {
    this.choices += 1
    await this.page.getByRole('button', { name }).filter({ visible: true }).first().click()
  }

  async chooses(question, answer) {
    this.choices += 1
    const group = this.page.getByRole('group', { name: question })
    await group.getByRole('radio', { name: answer, exact: true }).first().check()
  }

  async fills(label, words) {
    this.choices += 1
    await this.page.getByLabel(label, { exact: true }).filter({ visible: true }).first().fill(words)
  }

  /** Opens a folded part of a form. */
  async unfolds(name) {
    this.choices += 1
    await this.page.locator('summary', { hasText: name }).first().click()
  }

  // The same by keyboard alone.

  /** Moves on with Tab until the focus is on one of these, and sees where it is. */
  async tabsTo(target, words) {
    for (let moves = 0; moves < 150; moves += 1) {
      await this.page.keyboard.press('Tab')
      const there = await target.evaluateAll((elements) => elements.includes(document.activeElement))
      if (!there) continue
      const visible = await this.page.evaluate(() => {
        const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(document.activeElement)
        const ring = document.activeElement.labels?.[0] ? getComputedStyle(document.activeElement.labels[0], '::before').boxShadow : 'none'
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || ring !== 'none' || backgroundColor === 'rgb(255, 235, 59)'
      })
      assert.ok(visible, `the focus on "${words}" cannot be seen`)
      return
    }
    assert.fail(`"${words}" cannot be reached with the keyboard`)
  }

  async followsByKey(name) {
    await this.tabsTo(this.page.getByRole('link', { name, exact: typeof name === 'string' }), name)
    this.choices += 1
    await this.page.keyboard.press('Enter')
    await this.page.waitForLoadState()
  }

  async pressesByKey(name) {
    await this.tabsTo(this.page.getByRole('button', { name }), name)
    this.choices += 1
    await this.page.keyboard.press('Enter')
    await this.page.waitForLoadState()
  }

  async choosesByKey(question, answer) {
    const group = this.page.getByRole('group', { name: question }).first()
    const wanted = group.getByRole('radio', { name: answer, exact: true })
    await this.tabsTo(group.getByRole('radio'), question)
    this.choices += 1
    await this.page.keyboard.press('Space')
    for (let moves = 0; moves < 30 && !(await wanted.isChecked()); moves += 1) await this.page.keyboard.press('ArrowDown')
    assert.ok(await wanted.isChecked(), `"${answer}" cannot be chosen with the keyboard`)
  }

  async typesInto(label, words) {
    await this.tabsTo(this.page.getByLabel(label, { exact: true }), label)
    this.choices += 1
    await this.page.keyboard.type(words)
  }

  // What eyes see.

  async sees(words) {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor()
  }

  async seesHeading(words) {
    await this.page.getByRole('heading', { level: 1, name: words }).waitFor()
  }

  /** The row or card of a person on the board. */
  boardRow(name) {
    return this.page.locator('.app-handover tr', { has: this.page.getByRole('link', { name, exact: true }) })
  }

  /** Nothing on the page keeps anybody out. */
  async findsThePageInOrder() {
    const found = await faults(this.page)
    assert.deepEqual(found, [])
  }
}

/** One journey at both sizes, each with workers of its own, so that the two do not meet. */
export function atBothSizes(tell) {
  tell('desktop', 'nurse')
  tell('phone', 'socialworker')
}
