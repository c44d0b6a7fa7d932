/*
 * A multiboot kernel that executes CPUID and prints what it gets over the first serial port: a line for each leaf, with
 * the leaf, EAX, EBX, ECX and EDX in hexadecimal, and END.
 *
 * Sources: Multiboot Specification 0.6.96, 3.1 and 3.2 (header, state of the machine); Intel SDM, volume 2A, CPUID;
 * PC16550D data sheet, 8.4 (line status register).
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
    "    call print_leaves\n"
    "halt:\n"
    "    hlt\n"
    "    jmp halt\n"
    ".lcomm stack, 4096\n"
    ".set stack_end, stack + 4096\n");

static const uint32_t leaves[] = {
    /* Vendor, features, brand. */
    0x00000000, 0x00000001, 0x80000002, 0x80000003, 0x80000004,
    /* Where a hypervisor introduces itself, or Hyper-V does. */
    0x40000000, 0x40000001, 0x40000003, 0x40000004,
    /* Where KVM introduces itself beside Hyper-V. */
    0x40000100,
    /* A leaf that nobody has: what a CPU answers where there is nothing. */
    0x4fffff00,
};

static void put(char c)
{
    uint8_t status;

    do
        asm volatile("inb %1, %0" : "=a"(status) : "Nd"((uint16_t)LINE_STATUS));
    while (!(status & TRANSMITTER_IS_EMPTY));
    asm volatile("outb %0, %1" : : "a"(c), "Nd"((uint16_t)COM1));
}

static void put_hex(uint32_t value, char end)
{
    for (int shift = 28; shift >= 0; shift -= 4)
        put("0123456789abcdef"[value >> shift & 15]);
    put(end);
}

void print_leaves(void)
{
    for (unsigned i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        uint32_t eax = leaves[i], ebx, ecx = 0, edx;

        asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
        put_hex(leaves[i], ' ');
        put_hex(eax, ' ');
        put_hex(ebx, ' ');
        put_hex(ecx, ' ');
        put_hex(edx, '\n');
    }
    for (const char *c = "END\n"; *c != '\0'; c++)
        put(*c);
}
