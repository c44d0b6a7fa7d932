import { describe, expect, it } from 'vitest';
import { findMeant, nearest } from '../../src/domain/nearest.js';

const FLAGS = ['hide-kvm', 'enable-hyperv', 'add-pci-hostdev', 'remove-pci-hostdev', 'cache.mode'];

it.each([
  ['hide-kvm', 'hide-kvm'],
  ['hide-kmv', 'hide-kvm'],
  ['hidekvm', 'hide-kvm'],
  ['HIDE-KVM', 'hide-kvm'],
  ['enable-hyper-v', 'enable-hyperv'],
  ['add-pcihost-dev', 'add-pci-hostdev'],
  ['del-pci-hostdev', 'add-pci-hostdev'],
  ['cachemode', 'cache.mode'],
  ['x', undefined],
  ['', undefined],
  ['frobnicate', undefined],
])('%j means %j', (word, expected) => expect(nearest(word, FLAGS)).toBe(expected));

it('takes the first of equals, and needs candidates', () => {
  expect(nearest('ab', ['aa', 'bb'])).toBe('aa');
  expect(nearest('ab', [])).toBeUndefined();
});

describe('findMeant', () => {
  it.each([
    ['hiden', 'hidden'],
    ['ON', 'on'],
    ['vcpupinn', 'vcpupin'],
    ['of', undefined],
    ['hyper', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s', (word, meant) => {
    expect(findMeant(word, ['hidden', 'on', 'off', 'if', 'vcpupin', 'hyperv', 'hyperx'])).toBe(meant);
  });
});
