// A day of a worker, told twice: at a desk and on a phone. Each size has its own worker and people, so
// that the two do not meet. Limits of choices are those of the practice: a contact in at most 8, nobody
// in in at most 5, starting a visit in 1.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Worker, atBothSizes, given, then, when, withBrowser } from '../lib/world.mjs'

withBrowser()

atBothSizes((size, login) => {
  test(`the first log-in, and out again (${size})`, async () => {
    const worker = await Worker.arrives(size)
    await given('somebody who opens the address', () => worker.goesTo('/'))
    await then('they are asked to sign in', () => worker.seesHeading('Sign in'))
    await worker.findsThePageInOrder()
    await when('they mistype the password', () => worker.signsIn(login, 'seven brown badgers'))
    await then('the page says so and leads back to the field', () => worker.sees('There is a problem'))
    await worker.findsThePageInOrder()
    await when('they type it right', () => worker.signsIn(login))
    await then('their day opens', () => worker.seesHeading(/^Today/))
    await worker.findsThePageInOrder()
    await when('they log out', () => worker.logsOut())
    await when('they go back to their day', () => worker.goesTo('/today'))
    await then('they are asked to sign in again', () => worker.seesHeading('Sign in'))
    await worker.leaves()
  })

  test(`a person is found by part of a name, by number and by street (${size})`, async () => {
    const worker = await Worker.signedIn(login, size)
    const someone = await given('somebody on the caseload', () => worker.someoneOnTheCaseload(3))
    const [first, last] = someone.name.split(' ')
    for (const asked of [`${last.slice(0, 4)} ${first.slice(0, 3)}`.toUpperCase(), someone.number, someone.street]) {
      await when(`the worker looks for "${asked}"`, () => worker.searchesFor(asked))
      await then('the person is found', () => worker.findsPerson(someone.name))
    }
    await worker.findsThePageInOrder()
    await when('the worker opens the person', () => worker.follows(someone.name))
    await then('the page is theirs', () => worker.seesHeading(someone.name))
    await worker.findsThePageInOrder()
    await when('the worker looks for nobody', () => worker.searchesFor('Qqxyz'))
    await then('the page says what to try', () => worker.sees(/Nobody in your teams is found/))
    await worker.findsThePageInOrder()
    await worker.leaves()
  })

  test(`a contact is recorded, seen on a colleague's board, and corrected (${size})`, async () => {
    const worker = await Worker.signedIn(login, size)
    const someone = await given('somebody not seen today', () => worker.someoneOnTheBoard(size === 'desktop' ? 'Green' : 'Amber'))
    const colleague = await given('a colleague who has the board open', () => Worker.signedIn('lead', size))
    await colleague.goesTo('/board')
    await colleague.findsThePageInOrder()
    const before = await colleague.rowOf(someone)

    await when('the worker records a contact of 30 minutes', async () => {
      await worker.opensPerson(someone)
      worker.choices = 0
      await worker.follows('Record a contact')
      await worker.findsThePageInOrder()
      await worker.chooses('What happened?', 'Seen as planned')
      await worker.chooses('How long?', '30 minutes')
      await worker.chooses('Where?', /^Street/)
      await worker.chooses('How?', 'Face to face')
      await worker.fills('What you did and saw', 'Walked to the market together.')
      await worker.records('Record contact')
      await worker.seesHeading(someone)
    })
    await then('it took at most 8 choices', () => assert.ok(worker.choices <= 8, `${worker.choices} choices`))
    await then('the record says so', () => worker.sees('Walked to the market together.'))
    await worker.findsThePageInOrder()
    await then('the colleague sees it without reloading', () => colleague.seesRowChange(someone, before, /Today/))
    await colleague.leaves()

    await when('the worker corrects the length', async () => {
      await worker.follows(/^Seen as planned/)
      await worker.findsThePageInOrder()
      await worker.follows(/correct this/)
      await worker.findsThePageInOrder()
      await worker.fills('Why is this corrected?', 'It was a quarter of an hour.')
      await worker.chooses('How long?', '15 minutes')
      await worker.records('Record correction')
      await worker.seesHeading(someone)
    })
    await when('somebody opens its history', () => worker.follows(/^Seen as planned/))
    await then('both versions and the reason stand there', async () => {
      await worker.sees('It was a quarter of an hour.')
      await worker.sees('Version 1')
      await worker.sees('What version 2 changed')
    })
    await worker.findsThePageInOrder()
    await worker.leaves()
  })

  test(`visits of the day are started, ended and written down, and the day is closed (${size})`, async () => {
    const worker = await Worker.signedIn(login, size)
    await given('a worker with visits today', async () => {
      await worker.goesTo('/today')
      await worker.findsThePageInOrder()
    })
    const first = await worker.nextVisit()

    worker.choices = 0
    await when('the worker starts the first visit', () => worker.presses(new RegExp(`^Start .*${first}`)))
    await then('one tap was enough', () => assert.equal(worker.choices, 1))
    await worker.findsThePageInOrder()
    await when('the worker closes the day now', () => worker.presses('Close the day'))
    await then('the day stays open and the page says which visit waits', () => worker.sees('There is a problem'))
    await worker.findsThePageInOrder()

    await when('a slip of the thumb ends the visit, and is taken back', async () => {
      await worker.goesTo('/today')
      await worker.presses(new RegExp(`^End .*${first}`))
      await worker.findsThePageInOrder()
      await worker.presses(new RegExp(`^Undo: Not ended after all .*${first}`))
    })
    await then('the visit goes on', () => worker.sees('Under way'))

    await when('the visit ends and is written down', async () => {
      await worker.goesTo('/today')
      worker.choices = 0
      await worker.presses(new RegExp(`^End .*${first}`))
      await worker.findsThePageInOrder()
      await worker.follows(new RegExp(`^Say what happened.*${first}`))
      await worker.findsThePageInOrder()
      await worker.chooses('What happened?', 'Seen as planned')
      await worker.fills('What you did and saw', 'Sorted the post over tea.')
      await worker.records('Record contact')
    })
    await then('it took at most 8 choices', () => assert.ok(worker.choices <= 8, `${worker.choices} choices`))
    await then('the visit is done', () => worker.seesDone(first))

    const second = await worker.nextVisit()
    await when('nobody is in at the next', async () => {
      worker.choices = 0
      await worker.follows(new RegExp(`^Nobody in.*${second}`))
      await worker.findsThePageInOrder()
      await worker.records('Record contact')
    })
    await then('it took at most 5 choices', () => assert.ok(worker.choices <= 5, `${worker.choices} choices`))
    await then('the next step of the ladder stands on the board', async () => {
      await worker.goesTo('/board')
      assert.match(await worker.rowOf(second), /No answer: step \d by/)
    })
    await then('and on the page of the steps', async () => {
      await worker.opensPerson(second)
      await worker.opensLadder()
      await worker.seesHeading('Missed-contact steps')
      await worker.sees(/Step \d \(next\)/)
    })
    await worker.findsThePageInOrder()

    await when('the other visits are called off', () => worker.callsOffTheRest('Flu in the team'))
    await when('the worker closes the day', () => worker.presses('Close the day'))
    await then('the day is closed', () => worker.sees('This day is closed'))
    await worker.findsThePageInOrder()
    await worker.leaves()
  })

  test(`another team's person is nobody (${size})`, async () => {
    const lead = await Worker.signedIn('lead', size)
    const theirs = await given('somebody of another team', () => lead.someoneOfAnotherTeam())
    await lead.leaves()
    const worker = await Worker.signedIn(login, size)
    for (const page of ['', '/contact', '/tier', '/ladder', '/relationships']) {
      const answer = await when(`a worker of this team opens their ${page || 'page'}`, () => worker.goesTo(theirs.path + page))
      await then('there is no such page, as for nobody', async () => {
        assert.equal(answer.status(), 404)
        await worker.seesHeading('Page not found')
        assert.ok(!(await worker.page.content()).includes(theirs.name), 'the name is not told')
      })
    }
    await worker.findsThePageInOrder()
    await when('the worker looks for them by name', () => worker.searchesFor(theirs.name))
    await then('nobody is found', () => worker.sees(/Nobody in your teams is found/))
    await worker.leaves()
  })
})
