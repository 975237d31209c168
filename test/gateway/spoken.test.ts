import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forText, forVoice, spokenCharsMax, textCharsMax } from '../../src/gateway/spoken.ts';

describe('a reply for a voice', () => {
  it.each([
    ['You have three meetings today.', 'You have three meetings today.'],
    ['', 'Done.'],
    ['  \n', 'Done.'],
    ['HEARTBEAT_OK', 'Done.'],
    ['**HEARTBEAT_OK**\n', 'Done.'],
    ['**Bold**, *slanted*, ~~gone~~ and `code`', 'Bold, slanted, gone and code.'],
    ['The file is snake_case_name and _this_ matters', 'The file is snake_case_name and this matters.'],
    ['## Today\n\nYou are free', 'Today. You are free.'],
    ['- milk\n- bread\n* eggs', 'milk. bread. eggs.'],
    ['1. First\n2) Second', 'First. Second.'],
    ['- [x] paid\n- [ ] sent', 'paid. sent.'],
    ['> He said so', 'He said so.'],
    ['See [the report](https://example.com/r?a=1) now', 'See the report now.'],
    ['![a chart](https://example.com/c.png) shows it', 'a chart shows it.'],
    ['Look at https://example.com/a/b?c=d.', 'Look at a link.'],
    ['Look at <https://example.com> or www.example.com, both work', 'Look at a link or a link, both work.'],
    ['Before\n```js\nrm -rf /\n```\nAfter', 'Before. After.'],
    ['Before\n```\nnever closed', 'Before.'],
    ['| Name | Price |\n|------|------:|\n| Acme | 42 |', 'Name, Price. Acme, 42.'],
    ['One\n---\nTwo', 'One. Two.'],
    ['<b>Yes</b>, <a href="https://example.com">here</a>', 'Yes, here.'],
    ['Great 🎉👍🏽 news 🇩🇪!', 'Great news!'],
    ['{"reply":"It is **done**."}', 'It is done.'],
    ['```json\n{"text":"Hello"}\n```', 'Hello.'],
    ['{"name":"send","arguments":{"to":"x"}}', 'I have an answer, but it is not something that I can read aloud.'],
    ['[{"a":1},{"a":2}]', 'I have an answer, but it is not something that I can read aloud.'],
    ['The result is {"a":{"b":[1,2]},"c":"d"} as you see', 'The result is as you see.'],
    ['It costs {about} five', 'It costs {about} five.'],
    ['Wie geht’s? Grüße aus 東京', 'Wie geht’s? Grüße aus 東京.'],
    ['a\u0000b\u202ec', 'a b c.'],
    ['What now?\nSay it', 'What now? Say it.'],
  ])('%j is spoken as %j', (reply, spoken) => {
    expect(forVoice(reply)).toBe(spoken);
  });

  it('ends within 2,000 characters with a sentence, or with a word', () => {
    const sentences = forVoice('This is said again and again. '.repeat(200));
    expect(sentences.length).toBeLessThanOrEqual(spokenCharsMax);
    expect(sentences).toMatch(/again\.$/);
    const words = forVoice('word '.repeat(1_000));
    expect(words.length).toBeLessThanOrEqual(spokenCharsMax);
    expect(words).toMatch(/word…$/);
    expect(forVoice('x'.repeat(5_000))).toHaveLength(spokenCharsMax);
  });

  it('is plain whatever came, and comes quickly', () => {
    const piece = fc.constantFrom(
      '**',
      '```',
      '\n',
      '- ',
      '[a](',
      ')',
      '{"a":',
      '}',
      '[',
      ']',
      '|',
      '# ',
      '<b>',
      'https://x.y/',
      ' ',
      'word',
      '🎉',
      '\ud83c',
      '_',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        const spoken = forVoice(pieces.join(''));
        expect(spoken).not.toMatch(/[*`|~]|https?:\/\/|\n/);
        expect(spoken.length).toBeGreaterThan(0);
        expect(spoken.length).toBeLessThanOrEqual(spokenCharsMax);
      }),
    );
    const started = performance.now();
    for (const evil of ['[', '{"', '<a', '|', '```\n', '_a', '- '].map((part) => part.repeat(100_000))) forVoice(evil);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('a reply for a text', () => {
  it.each([
    ['Open **9 to 5**:\n- Monday\n- Tuesday', 'Open 9 to 5:\nMonday\nTuesday'],
    ['See [the map](https://example.com/m)', 'See the map (https://example.com/m)'],
    ['See https://example.com/m', 'See https://example.com/m'],
  ])('%j is sent as %j', (reply, text) => {
    expect(forText(reply)).toBe(text);
  });

  it.each(['', ' ', 'HEARTBEAT_OK', '```\ncode\n```', '{"a":1}'])('is not sent for %j', (reply) => {
    expect(forText(reply)).toBeNull();
  });

  it('has at most 1,500 characters', () => {
    expect(forText('word '.repeat(1_000))?.length).toBeLessThanOrEqual(textCharsMax);
  });
});
