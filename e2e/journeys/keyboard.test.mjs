// Recording a contact by keyboard alone: no mouse, no touch. The focus is seen at every step.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Worker, given, then, when, withBrowser } from '../lib/world.mjs'

withBrowser()

test('a person who was seen, by keyboard alone', async () => {
  const worker = await Worker.signedIn('ot', 'desktop')
  const someone = await given('somebody on the board', () => worker.someoneOnTheBoard('Green', 1))
  await worker.opensPerson(someone)
  worker.choices = 0
  await when('the worker records a contact', async () => {
    await worker.followsByKey('Record a contact')
    await worker.choosesByKey('What happened?', 'Seen, cut short or at the door only')
    await worker.choosesByKey('How long?', '15 minutes')
    await worker.choosesByKey('Where?', /^Street/)
    await worker.choosesByKey('How?', 'Face to face')
    await worker.typesInto('What you did and saw', 'Spoke at the door; all well.')
    await worker.pressesByKey('Record contact')
  })
  await then('it is in the record', () => worker.sees('Spoke at the door; all well.'))
  await then('it took at most 8 choices', () => assert.ok(worker.choices <= 8, `${worker.choices} choices`))
  await worker.leaves()
})

test('nobody in, by keyboard alone', async () => {
  const worker = await Worker.signedIn('socialworker', 'desktop')
  await given('a worker at the door of the next visit', () => worker.goesTo('/today'))
  const someone = await worker.nextVisit()
  worker.choices = 0
  await when('nobody answers', async () => {
    await worker.followsByKey(new RegExp(`^Nobody in.*${someone}`))
    await worker.pressesByKey('Record contact')
  })
  await then('the visit is done', () => worker.seesDone(someone))
  await then('it took at most 5 choices', () => assert.ok(worker.choices <= 5, `${worker.choices} choices`))
  await worker.leaves()
})

test('a form sent empty by keyboard says what is missing, and the words keep', async () => {
  const worker = await Worker.signedIn('ot', 'desktop')
  const someone = await given('somebody on the board', () => worker.someoneOnTheBoard('Green', 2))
  await worker.opensPerson(someone)
  await when('the worker sends a contact without saying what happened', async () => {
    await worker.followsByKey('Record a contact')
    await worker.typesInto('What you did and saw', 'I was called away while writing.')
    await worker.pressesByKey('Record contact')
  })
  await then('the summary has the focus', async () => {
    await worker.sees('There is a problem')
    assert.ok(await worker.page.evaluate(() => document.activeElement.classList.contains('nhsuk-error-summary')))
  })
  await then('the words are still there', async () => {
    assert.equal(await worker.page.getByLabel('What you did and saw', { exact: true }).inputValue(), 'I was called away while writing.')
  })
  await worker.findsThePageInOrder()
  await worker.leaves()
})
