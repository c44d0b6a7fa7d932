import { z } from 'zod';

/** `on` or `off`, as libvirt writes states; true and false mean the same. */
export const onOff = () =>
  z
    .union([z.enum(['on', 'off']), z.boolean()])
    .transform((value) => (value === true ? 'on' : value === false ? 'off' : value));

/** `yes` or `no`, as libvirt writes switches; true and false mean the same. */
export const yesNo = () =>
  z
    .union([z.enum(['yes', 'no']), z.boolean()])
    .transform((value) => (value === true ? 'yes' : value === false ? 'no' : value));

/** A whole number of at least `minimum`, or its decimal digits. */
export const wholeNumber = (minimum = 0) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^[0-9]+$/, 'Expected a whole number')
        .transform(Number),
    ])
    .refine((value) => value >= minimum, `Expected at least ${minimum}`);

/** An absolute path on the host. */
export const absolutePath = () =>
  z
    .string()
    .regex(/^\//, 'Expected an absolute path')
    .regex(/^\P{Cc}*$/u, 'Control character in path');
