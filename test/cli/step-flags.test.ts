import { describe, expect, it } from 'vitest';
import { z } from 'zod/mini';
import { parseFlags } from '../../src/cli/flags.js';
import { stepFlag } from '../../src/cli/step-flags.js';
import { formatOptionList, nestOptions, parseOptionList } from '../../src/transforms/option-list.js';
import { defineTransform } from '../../src/transforms/transform.js';

const define = { summary: 'For tests', source: 'https://example.org', plan: () => {} };

const addCard = defineTransform({
  ...define,
  name: 'add-card',
  main: 'address',
  options: () =>
    z.strictObject({
      address: z.string(),
      managed: z.optional(z.string()),
      rom: z.optional(z.strictObject({ file: z.optional(z.string()), bar: z.optional(z.string()) })),
    }),
}).definition;

const setStore = defineTransform({
  ...define,
  name: 'set-store',
  options: () =>
    z.strictObject({
      store: z.optional(
        z
          .union([z.string(), z.strictObject({ file: z.optional(z.string()), template: z.optional(z.string()) })])
          .check(z.meta({ shortFor: 'file' })),
      ),
      secure: z.optional(z.string()),
      size: z.optional(z.coerce.number()),
    }),
}).definition;

const dropIt = defineTransform({ ...define, name: 'drop-it', options: () => z.strictObject({}) }).definition;

const all = [addCard, setStore, dropIt];
const read = (...args: string[]) => parseFlags(args, all.map(stepFlag));

describe('parseOptionList', () => {
  it.each([
    ['', {}],
    ['01:00.0', { address: '01:00.0' }],
    ['01:00.0,managed=yes', { address: '01:00.0', managed: 'yes' }],
    ['address=01:00.0', { address: '01:00.0' }],
    ['01:00.0,managed', { address: '01:00.0', managed: 'yes' }],
    ['managed', { managed: 'yes' }],
    ['address', { address: 'address' }],
    ['a,,b', { address: 'a,b' }],
    ['a,,,managed=x,,', { address: 'a,', managed: 'x,' }],
    ['a,', { address: 'a' }],
    ['a,rom.file=/x,,y=z', { address: 'a', rom: { file: '/x,y=z' } }],
    ['rom.file=/x,rom.bar=on', { rom: { file: '/x', bar: 'on' } }],
    ['rom.bar', { rom: { bar: 'yes' } }],
    ['managed=', { managed: '' }],
    ['a.b.c=1,a.b.d=2,a.e=3', { a: { b: { c: '1', d: '2' }, e: '3' } }],
  ])('%j', (argument, options) => {
    expect(parseOptionList(argument, addCard)).toEqual(options);
  });

  it('makes a plain value beside nested ones what it is short for', () => {
    const expected = { store: { file: '/p', template: '/t' } };
    expect(parseOptionList('store=/p,store.template=/t', setStore)).toEqual(expected);
    expect(parseOptionList('store.template=/t,store=/p', setStore)).toEqual(expected);
    expect(parseOptionList('store=/p', setStore)).toEqual({ store: '/p' });
    expect(() => parseOptionList('store=/p,store.file=/q', setStore)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: 'Option "store.file" is given twice' }),
    );
  });

  it.each([
    ['managed=a,managed=b', 'Option "managed" is given twice'],
    ['01:00.0,address=02:00.0', 'Option "address" is given twice'],
    ['managed,managed', 'Option "managed" is given twice'],
    ['rom=/a,rom.file=/b', 'Option "rom" takes no value beside "rom.file"'],
    ['rom.file=/b,rom=/a', 'Option "rom" takes no value beside "rom.file"'],
    ['rom.file=/b,rom.file.x=/a', 'Option "rom.file" takes no value beside "rom.file.x"'],
    ['01:00.0,02:00.0', 'Unexpected "02:00.0"'],
    ['managed=yes,01:00.0', 'Unexpected "01:00.0"'],
  ])('refuses %j', (argument, message) => {
    expect(() => parseOptionList(argument, addCard)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', step: 'add-card', message }),
    );
  });

  it('refuses a first item where there is no main option', () => {
    expect(() => parseOptionList('x', setStore)).toThrow('Unexpected "x"');
  });

  it.each(['__proto__=1', '__proto__.polluted=1', 'constructor.prototype.polluted=1', 'toString=1'])(
    'takes %s for an unknown option',
    (argument) => {
      const options = parseOptionList(`a,${argument}`, addCard);
      expect(Object.getPrototypeOf(options)).toBe(Object.prototype);
      expect(Object.hasOwn(options, argument.replace(/[.=].*/, ''))).toBe(true);
      expect(() => addCard.step(options)).toThrow(/^Unknown option/);
      expect({}).not.toHaveProperty('polluted');
    },
  );
});

describe('formatOptionList', () => {
  it.each([
    [{}, ''],
    [{ address: '01:00.0' }, '01:00.0'],
    [{ managed: 'yes', address: '01:00.0' }, '01:00.0,managed=yes'],
    [{ address: 'a,', managed: 'x,' }, 'a,,,managed=x,,'],
    [{ address: 'a=b' }, 'address=a=b'],
    [{ address: 'managed' }, 'address=managed'],
    [{ address: '' }, 'address='],
    [{ 'rom.file': '/x,y=z' }, 'rom.file=/x,,y=z'],
  ])('%j', (texts, list) => {
    expect(formatOptionList(texts, addCard)).toBe(list);
    expect(parseOptionList(list, addCard)).toEqual(nestOptions(texts, addCard));
  });
});

describe('stepFlag', () => {
  it('takes a word only for a required main option', () => {
    expect(stepFlag(addCard)).toMatchObject({ argument: 'ADDRESS[,OPTIONS]' });
    expect(stepFlag(setStore)).toMatchObject({ argument: 'OPTIONS', isArgumentOptional: true });
    expect(stepFlag(dropIt).argument).toBeUndefined();
  });
});

describe('parseFlags', () => {
  it.each([
    [['--add-card'], '--add-card needs an argument: ADDRESS[,OPTIONS]'],
    [['--add-card', '--set-store'], '--add-card needs an argument: ADDRESS[,OPTIONS]'],
    [['--drop-it=x'], '--drop-it takes no argument, found "x"'],
    [['--dropit'], 'Unknown flag "--dropit"'],
    [['-z'], 'Unknown flag "-z"'],
    [['--__proto__'], 'Unknown flag "--__proto__"'],
    [['--constructor=1'], 'Unknown flag "--constructor"'],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
  });

  it('ends flags at --', () => {
    expect(read('--set-store', '--', '--drop-it').operands).toEqual(['--drop-it']);
  });
});
