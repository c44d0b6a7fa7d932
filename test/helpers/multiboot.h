/*
 * What a multiboot kernel needs that prints to the first serial port and halts: a header, a stack, and `run`, which the
 * file that includes this defines.
 *
 * Sources: Multiboot Specification 0.6.96, 3.1 and 3.2 (header, state of the machine); PC16550D data sheet, 8.4 (line
 * status register).
 */
#include <stdint.h>

#define COM1 0x3f8
#define LINE_STATUS (COM1 + 5)
#define TRANSMITTER_IS_EMPTY 0x20

/* The loader leaves interrupts off, and no stack. */
asm(".align 4\n"
    ".long 0x1badb002, 0, -0x1badb002\n"
    ".globl _start\n"
    "_start:\n"
    "    mov $stack_end, %esp\n"
    "    call run\n"
    "halt:\n"
    "    hlt\n"
    "    jmp halt\n"
    ".lcomm stack, 4096\n"
    ".set stack_end, stack + 4096\n");

static void put(char c)
{
    uint8_t status;

    do
        asm volatile("inb %1, %0" : "=a"(status) : "Nd"((uint16_t)LINE_STATUS));
    while (!(status & TRANSMITTER_IS_EMPTY));
    asm volatile("outb %0, %1" : : "a"(c), "Nd"((uint16_t)COM1));
}

/* The lowest digits of a number, and a character behind them. */
static void put_digits(uint32_t value, int digits, char end)
{
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        put("0123456789abcdef"[value >> shift & 15]);
    put(end);
}

static void put_text(const char *text)
{
    while (*text != '\0')
        put(*text++);
}
