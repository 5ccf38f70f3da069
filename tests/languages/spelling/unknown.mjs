// Reads text and writes, a line each, the words of it that are in no form Welsh. A word with an apostrophe or hyphen counts as its parts.
import { readFileSync } from 'node:fs'
import dictionary from 'dictionary-cy'
import nspell from 'nspell'

const welsh = nspell(dictionary)
const knows = (word) => welsh.correct(word) || welsh.correct(word.toLowerCase())
const words = new Set(readFileSync(0, 'utf8').match(/\p{L}[\p{L}'’-]*/gu) ?? [])
const unknown = [...words]
  .map((word) => word.replaceAll('’', "'").replace(/['-]+$/, ''))
  .filter((word) => !knows(word) && !word.split(/['-]/).every((part) => part.length < 3 || knows(part)))
console.log([...new Set(unknown)].sort().join('\n'))
